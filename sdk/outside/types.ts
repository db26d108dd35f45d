/** What the types promise, as an app sees them; nothing here runs. `Equal` is true for the very same type only. */
import {
  isProblem, LokaHome, memoryStore, storageStore,
  type BookingView, type CodesOf, type ItemOf, type ListName, type NotificationView, type Page, type PaymentView, type ProblemCode, type PropertyView, type ReviewView, type TokenStore,
} from '@lokahome/sdk';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_Claim extends true>(): void => undefined;

export async function typesHold(api: LokaHome): Promise<void> {
  // An answer is the thing itself.
  const booking = await api.createBooking({ body: { property_id: 'p', start_date: '2027-01-01', end_date: '2027-01-02' } });
  holds<Equal<typeof booking, BookingView>>();
  holds<Equal<BookingView['status'], 'pending' | 'confirmed' | 'cancelled' | 'completed'>>();
  // Whatever may be null says so, lists of values included.
  holds<Equal<BookingView['cancelled_by'], 'tenant' | 'owner' | 'admin' | 'system' | null>>();
  holds<Equal<PaymentView['payment_url'], string | null>>();
  const homes = await api.searchProperties({ query: { q: 'plage', rental_type: 'short_term' } });
  holds<Equal<typeof homes, PropertyView[]>>();
  // Files come as Blobs, and go as Blobs or Files.
  const receipt = await api.getPaymentReceipt({ path: { id: 'p' } });
  holds<typeof receipt extends Blob ? true : false>();
  await api.addPropertyImages({ path: { id: 'p' }, body: { files: [new Blob([]), receipt] } });

  // What an operation does not take does not compile.
  // @ts-expect-error a body is needed
  await api.createBooking();
  // @ts-expect-error guests is a number
  await api.createBooking({ body: { property_id: 'p', start_date: '2027-01-01', end_date: '2027-01-02', guests: '2' } });
  // @ts-expect-error there is no such trade
  await api.listServices({ query: { category: 'alchemy' } });
  // @ts-expect-error no id
  await api.getBooking({ path: {} });
  // @ts-expect-error providers speak there, clients do not
  await api.receiveFedapayWebhook({});
  // What is optional may be left out, not undefined.
  // @ts-expect-error exactOptionalPropertyTypes
  await api.listMyBookings({ query: { status: undefined } });

  // Errors are narrowed by their codes, which are known.
  const error: unknown = null;
  if (isProblem(error, 'booking.dates_unavailable', 'booking.start_in_past')) holds<Equal<typeof error.code, 'booking.dates_unavailable' | 'booking.start_in_past'>>();
  // @ts-expect-error a typing error
  isProblem(error, 'booking.dates_unavailabel');
  holds<'booking.dates_unavailable' extends CodesOf<'createBooking'> ? true : false>();
  holds<'payment.nothing_owed' extends CodesOf<'createBooking'> ? false : true>();
  holds<Equal<CodesOf<'createBooking'> extends ProblemCode ? true : false, true>>();
  if (isProblem(error)) holds<Equal<typeof error.retry_after, number | undefined>>();

  // Lists, page by page and one by one; what is no list has no pages.
  for await (const page of api.pages('listNotifications')) holds<Equal<typeof page, Page<NotificationView>>>();
  for await (const one of api.all('listMyBookings', { query: { status: 'pending' } })) holds<Equal<typeof one, BookingView>>();
  holds<Equal<ItemOf<'listProperties'>, PropertyView>>();
  holds<'getMe' extends ListName ? false : true>();
  // @ts-expect-error the owner's bookings have other filters
  api.all('listMyBookings', { query: { property_id: 'p' } });
  // @ts-expect-error a provider is needed
  api.all('listProviderReviews');
  // @ts-expect-error no list
  api.pages('getMe');
  const { data, response } = await api.withResponse('listPropertyReviews', { path: { id: 'p' } });
  holds<Equal<typeof data, ReviewView[]>>();
  response.headers.get('x-average-rating');

  await api.getMe({ signal: AbortSignal.timeout(1000) });
  api.language = 'en';
  // @ts-expect-error French and English
  api.language = 'de';
}

export const stores: TokenStore[] = [memoryStore(), storageStore({ getItem: async () => null, setItem: async () => undefined, removeItem: async () => undefined })];
// @ts-expect-error an address is needed
export const nowhere = new LokaHome({});
