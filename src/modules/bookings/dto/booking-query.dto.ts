import { DateField, EnumField, UuidField } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/page-query.js';
import { BOOKING_STATUSES, type BookingStatus } from '../booking.state.js';

/** Of a tenant's own stays. */
export class StaysQuery extends PageQuery {
  @EnumField(BOOKING_STATUSES, { optional: true, description: 'Only those in this state.' })
  status?: BookingStatus;
}

/** Of the stays in a landlord's homes. */
export class HostingsQuery extends StaysQuery {
  @UuidField({ optional: true, description: 'Only those of this home.' })
  property_id?: string;
}

/** Of all stays there are. */
export class AllBookingsQuery extends StaysQuery {
  @UuidField({ optional: true, example: undefined, description: 'Only those of this person, as tenant or as owner.' })
  user?: string;

  @DateField({ optional: true, example: undefined, description: 'Asked for on this day or later, like `2027-03-01`.' })
  from?: string;

  @DateField({ optional: true, example: undefined, description: 'Asked for on this day or earlier, like `2027-03-31`.' })
  to?: string;
}
