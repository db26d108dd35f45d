/** What people do beside the app: read their mail and SMS, pay on their handset or on a provider's page, wait. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { LokaHome, type LokaHomeOptions, type Registration } from '@lokahome/sdk';

interface Mail {
  to: string[];
  subject: string;
  text: string;
  attachments: string[];
}
interface Sms {
  to: string;
  text: string;
}

const address = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: npm run check:sdk starts this`);
  return value;
};
const town = address('TOWN_URL');

export const PASSWORD = 'Un mot de passe bien long';
export const photos = (): Blob[] => ['teal.jpg', 'orange.jpg'].map((name) => new Blob([readFileSync(name)], { type: 'image/jpeg' }));
/** Blanks of all kinds as plain ones. */
export const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

export function clientOf(options: Partial<LokaHomeOptions> = {}): LokaHome {
  return new LokaHome({ baseUrl: address('API_URL'), ...options });
}

/** The day so many days from today, as the calendar in Benin has it. */
export function dayIn(days: number): string {
  const today = new Date(`${new Intl.DateTimeFormat('en-CA', { timeZone: 'Africa/Porto-Novo' }).format(new Date())}T00:00:00Z`);
  today.setUTCDate(today.getUTCDate() + days);
  return today.toISOString().slice(0, 10);
}

/** Asks until the answer is something. */
export async function until<T>(what: string, question: () => Promise<T | undefined | null | false>): Promise<T> {
  for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const answer = await question();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    assert.ok(Date.now() < end, `waited a minute for ${what}`);
  }
}

async function at<T>(path: string): Promise<T> {
  return (await (await fetch(town + path)).json()) as T;
}

export const mailFor = (reader: string, fits: (mail: Mail) => boolean): Promise<Mail> =>
  until(`a mail to ${reader}`, async () => (await at<Mail[]>('/mails')).find((mail) => mail.to.includes(reader) && fits(mail)));

export const smsFor = (phone: string, fits: RegExp): Promise<string> =>
  until(`an SMS to ${phone}`, async () => (await at<Sms[]>('/sms')).find(({ to, text }) => to === phone && fits.test(text))?.text);

/** The clock's job of a day, run now. */
export async function runJob(name: string, day: string): Promise<void> {
  const reply = await fetch(`${town}/jobs/${name}?date=${day}`, { method: 'POST' });
  assert.equal(reply.status, 204, await reply.text());
}

/** The payer's browser on the provider's page. */
export async function payOnPage(payment_url: string | null): Promise<void> {
  assert.ok(payment_url);
  const reply = await fetch(`${payment_url}/approve`, { method: 'POST', redirect: 'manual' });
  assert.equal(reply.status, 303);
}

/** The payer's PIN on the MTN handset that was asked for this amount. */
export async function payOnHandset(phone: string, amount: number): Promise<void> {
  const mtn = address('MTN_URL');
  const asked = await until('the handset to ring', async () => {
    const { things } = (await (await fetch(`${mtn}/__sim`)).json()) as { things: { id: string; status: string; amount: string; payer?: { partyId: string } }[] };
    return things.find((one) => one.status === 'PENDING' && one.amount === String(amount) && one.payer?.partyId === phone.slice(1));
  });
  const reply = await fetch(`${mtn}/__sim/approve/${asked.id}`, { method: 'POST' });
  assert.ok(reply.ok);
}

/** A way to the API on which the line can be cut. */
export async function startDoor(): Promise<{ url: string; cut: () => void; close: () => void }> {
  const lines = new Set<Socket>();
  const { hostname, port } = new URL(address('API_URL'));
  const door = createServer((line) => {
    const behind = connect(Number(port), hostname);
    for (const [one, other] of [[line, behind], [behind, line]] as const) {
      lines.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        lines.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const line of lines) line.destroy();
  };
  return { url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`, cut, close: () => void (door.close(), cut()) };
}

let people = 0;
const run = String(process.pid).slice(-4).padStart(4, '0');

/** Signs up, proves the e-mail by the link and the phone by the code, signs in. */
export async function join(user_type: Registration['user_type'], first_name: string, options: Partial<LokaHomeOptions> = {}): Promise<{ api: LokaHome; email: string; phone: string; id: string }> {
  const api = clientOf(options);
  people += 1;
  const email = `${first_name.toLowerCase().normalize('NFD').replaceAll(/[^a-z]/g, '')}.${run}.${people}@example.com`;
  const phone = `+2290197${run}${String(people).padStart(2, '0')}`;
  const { id } = await api.register({ body: { email, phone, password: PASSWORD, first_name, last_name: 'Dossou', user_type } });
  const mail = await mailFor(email, ({ text }) => text.includes('verify-email'));
  const token = /verify-email\?token=([\w.~-]+)/.exec(mail.text)?.[1];
  assert.ok(token);
  assert.equal((await api.verifyEmail({ body: { token } })).is_verified, true);
  const code = /\b\d{6}\b/.exec(await smsFor(phone, /\b\d{6}\b/))?.[0];
  assert.ok(code);
  assert.equal((await api.verifyPhone({ body: { phone, code } })).is_phone_verified, true);
  await api.signIn({ username: email, password: PASSWORD });
  return { api, email, phone, id };
}

export async function admin(): Promise<LokaHome> {
  const api = clientOf();
  await api.signIn({ username: address('ADMIN_EMAIL'), password: PASSWORD });
  return api;
}

/** A home with its photos, published. */
export async function publishHome(owner: LokaHome, more: Partial<Parameters<LokaHome['createProperty']>[0]['body']> = {}): Promise<string> {
  const { id } = await owner.createProperty({
    body: {
      title: 'Studio meublé près de la plage', description: 'Au calme, à deux pas de la mer.', property_type: 'studio', rental_type: 'short_term', price: 18000,
      address: 'Rue 12.045', city: 'Cotonou', neighborhood: 'Fidjrossè', latitude: 6.3527, longitude: 2.3712, bedrooms: 1, bathrooms: 1, is_furnished: true, amenities: ['wifi', 'near_beach'], ...more,
    },
  });
  await owner.addPropertyImages({ path: { id }, body: { files: photos() } });
  await owner.updateProperty({ path: { id }, body: { status: 'published' } });
  return id;
}
