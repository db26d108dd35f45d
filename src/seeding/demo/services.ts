import type { ServiceRequestStatus, ServiceRequestTransition } from '../../modules/services/service-request.state.js';
import type { Row, TableColumns } from '../copy.js';
import { Random } from '../random.js';
import { average, instant, type HomeRecord, type ReviewRecord } from '../rows.js';
import { CITIES } from '../places.data.js';
import { DAY, HOUR, type Now } from '../stays.js';
import type { Cast } from './cast.js';
import { PROVIDERS, REQUESTS, SERVICES, type ToldRequest } from './services.data.js';
import { STREAMS } from './streams.js';

export interface DemoServices {
  parts: readonly (readonly [TableColumns, readonly Row[]])[];
  reviews: readonly ReviewRecord[];
}

const SERVICE_COLUMNS: TableColumns = { table: 'services', columns: ['id', 'name', 'description', 'category', 'created_at'] };
const PROVIDER_COLUMNS: TableColumns = {
  table: 'service_providers',
  columns: [
    'id', 'user_id', 'company_name', 'bio', 'services', 'service_areas', 'hourly_rate', 'latitude', 'longitude', 'is_verified', 'rating', 'reviews_count', 'total_jobs',
    'created_at', 'updated_at',
  ],
};
const REQUEST_COLUMNS: TableColumns = {
  table: 'service_requests',
  columns: [
    'id', 'service_id', 'requester_id', 'property_id', 'city', 'title', 'description', 'urgency', 'status', 'preferred_date', 'provider_id', 'provider_user_id', 'price',
    'assigned_at', 'started_at', 'done_at', 'completed_at', 'cancelled_at', 'created_at', 'updated_at',
  ],
};
const TRANSITION_COLUMNS: TableColumns = {
  table: 'service_request_transitions',
  columns: ['id', 'service_request_id', 'transition', 'from_status', 'to_status', 'actor_id', 'created_at'],
};
const QUOTE_COLUMNS: TableColumns = {
  table: 'service_quotes',
  columns: ['id', 'service_request_id', 'provider_id', 'amount', 'description', 'estimated_duration', 'status', 'created_at', 'updated_at'],
};

/** The catalogue, who works in it, and what the demo's people asked them; gives the providers' users their stars. */
export function inventServices(cast: Cast, homes: readonly HomeRecord[], now: Now): DemoServices {
  const random = new Random(STREAMS.seed, 0, STREAMS.services);
  const begun = now.at - 500 * DAY;
  const services = SERVICES.map((service, nth) => ({ ...service, id: random.uuid(begun + nth * 1000) }));
  const providers = PROVIDERS.map((provider, nth) => ({ ...provider, id: random.uuid(begun + DAY + nth * 1000), user: cast.providers[nth] }));
  const stars = providers.map((): number[] => []);
  const jobs = providers.map(() => 0);
  const requests: Row[] = [];
  const quotes: Row[] = [];
  const transitions: Row[] = [];
  const reviews: ReviewRecord[] = [];

  for (const told of REQUESTS) {
    const askedAt = now.at - told.asked * DAY;
    const id = random.uuid(askedAt);
    const requester = told.by === 'landlord' ? cast.landlords[0] : cast.tenants[0];
    const service = services[told.service];
    if (!requester || !service) throw new RangeError(`Nobody for “${told.title}”`);
    const preferred = told.urgency === 'urgent' ? null : instant(askedAt + random.int(2, 6) * DAY);
    const steps = stepsOf(told, askedAt, now);
    const at = (step: Step['name']): string | null => steps.filter(({ name }) => name === step).map((one) => instant(one.at))[0] ?? null;
    const accepted = told.quotes.find(({ status }) => status === 'accepted');
    const chosen = accepted ? providers[accepted.provider] : undefined;
    const home = homes[told.home];
    requests.push([
      id, service.id, requester.id, home?.id ?? null, home?.home.place.city.name ?? null, told.title, told.description, told.urgency, told.status, preferred,
      chosen?.id ?? null, chosen?.user?.id ?? null, accepted?.amount ?? null, at('assign'), at('start'), at('complete'), at('complete'), at('cancel'),
      instant(askedAt), instant(steps.at(-1)?.at ?? askedAt),
    ]);
    const people = { requester: requester.id, provider: (chosen ?? providers[told.quotes[0]?.provider ?? 0])?.user?.id ?? null };
    for (const step of steps) transitions.push([random.uuid(step.at), id, step.name, step.from, step.to, people[step.by], instant(step.at)]);
    told.quotes.forEach((quote, nth) => {
      const provider = providers[quote.provider];
      if (!provider) throw new RangeError(`No provider ${quote.provider}`);
      const sentAt = askedAt + (3 + nth * 2) * HOUR;
      const decidedAt = quote.status === 'pending' ? sentAt : askedAt + DECIDED;
      quotes.push([random.uuid(sentAt), id, provider.id, quote.amount, quote.text, quote.hours, quote.status, instant(sentAt), instant(decidedAt)]);
      if (quote.status !== 'accepted' || told.status !== 'completed') return;
      jobs[quote.provider] = (jobs[quote.provider] ?? 0) + 1;
      if (!told.review) return;
      const createdAt = askedAt + 6 * DAY;
      stars[quote.provider]?.push(told.review.rating);
      reviews.push({
        id: random.uuid(createdAt), reviewerId: requester.id, homeId: null, bookingId: null, providerId: provider.id, requestId: id,
        rating: told.review.rating, comment: told.review.comment, createdAt,
      });
    });
  }

  const serviceRows = services.map(({ id, name, description, category }): Row => [id, name, description, category, instant(begun)]);
  const providerRows = providers.map((provider, nth): Row => {
    const { user } = provider;
    if (!user) throw new RangeError('More companies than providers');
    const given = stars[nth] ?? [];
    user.rating = average(given);
    user.reviewsCount = given.length;
    const base = CITIES.find(({ name }) => name === provider.areas[0]);
    const offered = provider.services.map((service) => services[service]?.id ?? '');
    return [
      provider.id, user.id, provider.company, provider.bio, JSON.stringify(offered), JSON.stringify(provider.areas), provider.rate, base?.latitude ?? null, base?.longitude ?? null, nth < 9,
      average(given), given.length, jobs[nth] ?? 0, instant(user.createdAt + DAY), instant(user.createdAt + DAY),
    ];
  });
  return {
    parts: [[SERVICE_COLUMNS, serviceRows], [PROVIDER_COLUMNS, providerRows], [REQUEST_COLUMNS, requests], [QUOTE_COLUMNS, quotes], [TRANSITION_COLUMNS, transitions]],
    reviews,
  };
}

interface Step {
  name: ServiceRequestTransition;
  from: ServiceRequestStatus;
  to: ServiceRequestStatus;
  by: 'requester' | 'provider';
  at: number;
}

/** From asking to the decision on the quotes. */
const DECIDED = DAY;

/** How the request came to where it is. The provider says that it is done and the requester confirms in the same hour. */
function stepsOf({ status, quotes }: ToldRequest, askedAt: number, now: Now): Step[] {
  const all: Step[] = [
    { name: 'quote', from: 'open', to: 'quoted', by: 'provider', at: askedAt + 3 * HOUR },
    { name: 'assign', from: 'quoted', to: 'assigned', by: 'requester', at: askedAt + DECIDED },
    { name: 'start', from: 'assigned', to: 'in_progress', by: 'provider', at: askedAt + 2 * DAY },
    { name: 'complete', from: 'in_progress', to: 'completed', by: 'requester', at: askedAt + 5 * DAY },
  ];
  const reached = status === 'cancelled' ? all.slice(0, quotes.length > 0 ? 1 : 0) : all.slice(0, all.findIndex(({ to }) => to === status) + 1);
  if (status === 'cancelled') reached.push({ name: 'cancel', from: reached.at(-1)?.to ?? 'open', to: 'cancelled', by: 'requester', at: askedAt + DAY });
  if (reached.some(({ at }) => at > now.at)) throw new RangeError('a request that is ahead of its time');
  return reached;
}
