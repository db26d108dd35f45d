import type { Row, TableColumns } from '../copy.js';
import { Random } from '../random.js';
import { average, instant, type HomeRecord, type ReviewRecord } from '../rows.js';
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
    'id', 'user_id', 'company_name', 'bio', 'services', 'service_areas', 'hourly_rate', 'is_verified', 'rating', 'total_jobs', 'created_at', 'updated_at',
  ],
};
const REQUEST_COLUMNS: TableColumns = {
  table: 'service_requests',
  columns: [
    'id', 'service_id', 'requester_id', 'property_id', 'title', 'description', 'urgency', 'status', 'preferred_date', 'created_at', 'updated_at',
  ],
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
  const reviews: ReviewRecord[] = [];

  for (const told of REQUESTS) {
    const askedAt = now.at - told.asked * DAY;
    const id = random.uuid(askedAt);
    const requester = told.by === 'landlord' ? cast.landlords[0] : cast.tenants[0];
    const service = services[told.service];
    if (!requester || !service) throw new RangeError(`Nobody for “${told.title}”`);
    const preferred = told.urgency === 'urgent' ? null : instant(askedAt + random.int(2, 6) * DAY);
    requests.push([
      id, service.id, requester.id, homes[told.home]?.id ?? null, told.title, told.description, told.urgency, told.status, preferred,
      instant(askedAt), instant(lastChange(told, askedAt, now)),
    ]);
    told.quotes.forEach((quote, nth) => {
      const provider = providers[quote.provider];
      if (!provider) throw new RangeError(`No provider ${quote.provider}`);
      const at = Math.min(askedAt + (3 + nth * 2) * HOUR, now.at - HOUR);
      quotes.push([random.uuid(at), id, provider.id, quote.amount, quote.text, quote.hours, quote.status, instant(at), instant(Math.min(at + 5 * HOUR, now.at))]);
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
    const offered = provider.services.map((service) => services[service]?.id ?? '');
    return [
      provider.id, user.id, provider.company, provider.bio, JSON.stringify(offered), JSON.stringify(provider.areas), provider.rate, nth < 9,
      average(given), jobs[nth] ?? 0, instant(user.createdAt + DAY), instant(user.createdAt + DAY),
    ];
  });
  return {
    parts: [[SERVICE_COLUMNS, serviceRows], [PROVIDER_COLUMNS, providerRows], [REQUEST_COLUMNS, requests], [QUOTE_COLUMNS, quotes]],
    reviews,
  };
}

function lastChange(told: ToldRequest, askedAt: number, now: Now): number {
  const after: Record<ToldRequest['status'], number> = { open: 0, quoted: 4 * HOUR, assigned: DAY, in_progress: 3 * DAY, completed: 5 * DAY, cancelled: DAY };
  return Math.min(askedAt + after[told.status], now.at);
}
