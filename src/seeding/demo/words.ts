import { formatDate } from '../../kernel/calendar-date.js';
import { Money } from '../../kernel/money.js';
import { Stay } from '../../kernel/stay.js';
import { priceStay } from '../../modules/bookings/booking.pricing.js';
import type { Row, TableColumns } from '../copy.js';
import { findPlace, pointIn } from '../places.js';
import { Random } from '../random.js';
import { instant, type BookingRecord, type HomeRecord, type ReviewRecord, type UserRecord } from '../rows.js';
import { DAY, HOUR, type Now, type StayStep } from '../stays.js';
import type { Cast } from './cast.js';
import { STREAMS } from './streams.js';
import { ADDRESSES, CONVERSATION, ENQUIRIES } from './words.data.js';

export const MESSAGES: TableColumns = {
  table: 'messages',
  columns: ['id', 'sender_id', 'receiver_id', 'property_id', 'content', 'is_read', 'created_at', 'sender_seq', 'receiver_seq'],
};
export const NOTIFICATIONS: TableColumns = {
  table: 'notifications',
  columns: ['id', 'user_id', 'event_id', 'title', 'content', 'type', 'related_id', 'is_read', 'created_at'],
};
export const USER_ADDRESSES: TableColumns = {
  table: 'user_addresses',
  columns: ['id', 'user_id', 'label', 'address', 'city', 'neighborhood', 'latitude', 'longitude', 'is_default', 'created_at', 'updated_at'],
};

/** What is older than this has been read. */
const UNREAD = 24 * HOUR;

export function inventMessages(cast: Cast, homes: readonly HomeRecord[], now: Now): Row[] {
  const random = new Random(STREAMS.seed, 0, STREAMS.words, 1);
  const tenant = first(cast.tenants);
  const landlord = first(cast.landlords);
  const written: { at: number; from: string; to: string; row: Row }[] = [];
  const write = (from: UserRecord, to: UserRecord, home: number, ago: number, text: string, read = ago * HOUR > UNREAD): void => {
    const at = now.at - ago * HOUR;
    written.push({ at, from: from.id, to: to.id, row: [random.uuid(at), from.id, to.id, homes[home]?.id ?? null, text, read, instant(at)] });
  };
  for (const { from, home, ago, text } of CONVERSATION) {
    if (from === 'tenant') write(tenant, landlord, home, ago, text);
    else write(landlord, tenant, home, ago, text);
  }
  for (const { tenant: nth, home, ago, text, answer } of ENQUIRIES) {
    const person = cast.tenants[nth] ?? tenant;
    write(person, landlord, home, ago, text, answer !== undefined);
    if (answer !== undefined) write(landlord, person, home, ago * 0.8, answer);
  }
  const lengths = new Map<string, number>();
  const next = (user_id: string): number => {
    const seq = (lengths.get(user_id) ?? 0) + 1;
    lengths.set(user_id, seq);
    return seq;
  };
  return written.sort((a, b) => a.at - b.at).map(({ from, to, row }) => [...row, next(from), next(to)]);
}

/** What follows from the messages: how long each feed is, and what of each conversation is read. */
export const OPEN_CONVERSATIONS = `
  WITH sides AS (
    SELECT sender_id AS user_id, receiver_id AS partner_id, sender_seq AS seq, created_at, false AS received, is_read FROM messages
    UNION ALL SELECT receiver_id, sender_id, receiver_seq, created_at, true, is_read FROM messages
  ), feeds AS (INSERT INTO message_feeds (user_id, last_seq) SELECT user_id, max(seq) FROM sides GROUP BY user_id)
  INSERT INTO conversations (user_id, partner_id, last_seq, last_at, read_seq, unread_count)
  SELECT user_id, partner_id, max(seq), max(created_at), coalesce(max(seq) FILTER (WHERE received AND is_read), 0), count(*) FILTER (WHERE received AND NOT is_read)
  FROM sides GROUP BY user_id, partner_id`;

export function inventAddresses(cast: Cast): Row[] {
  const random = new Random(STREAMS.seed, 0, STREAMS.words, 2);
  const people = { tenant: first(cast.tenants), landlord: first(cast.landlords), provider: first(cast.providers) };
  return ADDRESSES.map(({ role, label, address, city, quarter, isDefault }, nth): Row => {
    const user = people[role];
    const point = pointIn(findPlace(city, quarter), random);
    const at = user.createdAt + DAY + nth * HOUR;
    return [random.uuid(at), user.id, label, address, city, quarter, point.latitude, point.longitude, isDefault, instant(at), instant(at)];
  });
}

interface Note {
  user: string;
  at: number;
  title: string;
  content: string;
  type: 'booking' | 'review' | 'service' | 'account';
  about: string | null;
}

/** What the demo's people were told in the application, in the words of its templates. */
export function inventNotifications(
  cast: Cast, bookings: readonly BookingRecord[], reviews: readonly ReviewRecord[], homes: ReadonlyMap<string, HomeRecord>, now: Now,
): Row[] {
  const random = new Random(STREAMS.seed, 0, STREAMS.words, 3);
  const tenant = first(cast.tenants);
  const landlord = first(cast.landlords);
  const names = new Map([...cast.tenants, ...cast.landlords].map((user) => [user.id, `${user.firstName} ${user.lastName}`]));
  const notes: Note[] = [cast.admin, tenant, landlord, first(cast.providers)].map((user) => ({
    user: user.id, at: user.createdAt + 60_000, title: 'Bienvenue sur LOKAHOME', content: 'Votre compte est prêt. Bonne découverte !', type: 'account', about: null,
  }));
  for (const booking of bookings) {
    if (booking.tenantId !== tenant.id && booking.ownerId !== landlord.id) continue;
    for (const step of booking.plan.steps) {
      for (const note of notesOf(booking, step, names)) if (note.user === tenant.id || note.user === landlord.id) notes.push(note);
    }
  }
  for (const review of reviews) {
    const record = homes.get(review.homeId ?? '');
    if (record?.ownerId !== landlord.id) continue;
    notes.push({
      user: landlord.id, at: review.createdAt, title: 'Nouvel avis', type: 'review', about: review.homeId,
      content: `${names.get(review.reviewerId) ?? ''} a donné ${review.rating}/5 à « ${record.home.title} ».`,
    });
  }
  const opened = now.at - HOUR;
  notes.push({
    user: first(cast.providers).id, at: opened, title: 'Nouvelle demande près de chez vous', type: 'service', about: null,
    content: 'Plomberie à Cotonou : « Fuite sous l’évier du studio de Zogbo ».',
  });
  return notes
    .filter(({ at }) => at <= now.at)
    .sort((one, other) => one.at - other.at)
    .map(({ user, at, title, content, type, about }): Row => [
      random.uuid(at), user, random.uuid(at), title, content, type, about, now.at - at > 3 * DAY, instant(at),
    ]);
}

function notesOf(booking: BookingRecord, { step, by, at }: StayStep, names: ReadonlyMap<string, string>): Note[] {
  const { home, plan } = booking;
  const dates = `du ${formatDate(plan.start, 'fr')} au ${formatDate(plan.end, 'fr')}`;
  const price = priceStay({ rental_type: home.rental, price: Money.of(home.price, 'XOF') }, new Stay(plan.start, plan.end)).total.format('fr');
  const [tenant, owner] = [names.get(booking.tenantId) ?? '', names.get(booking.ownerId) ?? ''];
  const motive = booking.reason === null ? '' : ` Motif : ${booking.reason}`;
  const note = (user: string, title: string, content: string): Note => ({ user, at, title, content, type: 'booking', about: booking.id });
  switch (step) {
    case 'request':
      return [note(booking.ownerId, 'Nouvelle demande de réservation', `${tenant} souhaite réserver « ${home.title} » ${dates}, pour ${price}.`)];
    case 'accept':
      return [note(booking.tenantId, 'Réservation confirmée', `Votre réservation de « ${home.title} » ${dates} est confirmée, pour ${price}.`)];
    case 'reject':
      return [note(booking.tenantId, 'Demande refusée', `${owner} n’a pas pu accepter votre demande pour « ${home.title} », ${dates}.${motive}`)];
    case 'cancel':
      return by === 'tenant'
        ? [note(booking.ownerId, 'Réservation annulée', `${tenant} a annulé sa réservation de « ${home.title} », ${dates}.${motive}`)]
        : [note(booking.tenantId, 'Réservation annulée', `${owner} a annulé votre réservation de « ${home.title} », ${dates}.${motive}`)];
    case 'expire':
      return [
        note(booking.tenantId, 'Demande expirée', `Votre demande pour « ${home.title} », ${dates}, est restée sans réponse.`),
        note(booking.ownerId, 'Demande expirée', `La demande de ${tenant} pour « ${home.title} », ${dates}, a expiré.`),
      ];
    default:
      return [];
  }
}

function first<T>(list: readonly T[]): T {
  const found = list[0];
  if (found === undefined) throw new RangeError('Nobody there');
  return found;
}
