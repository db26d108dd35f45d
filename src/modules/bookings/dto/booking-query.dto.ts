import { EnumField, UuidField } from '../../../platform/http/fields.js';
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
