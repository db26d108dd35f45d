import type { IncomingHttpHeaders } from 'node:http';

export type MtnKind = 'requesttopay' | 'refund';

/** Body of an error: `{ code, message }`. */
export class MtnRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message = code,
  ) {
    super(message);
  }
}

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** The sandbox's payer for whom the currency is wrong [3P]. */
const WRONG_CURRENCY = '46733123460';

export function referenceOf(headers: IncomingHttpHeaders): string {
  const id = String(headers['x-reference-id'] ?? '');
  if (!UUID_4.test(id)) throw bad('X-Reference-Id must be a UUID of version 4');
  return id;
}

/** The body of a request, held against what MTN documents. ASSUMPTION: the order of the checks, and the words. */
export function readMtnBody(kind: MtnKind, type: string | undefined, raw: Buffer, environment: string): Record<string, unknown> {
  if (type?.split(';')[0] !== 'application/json') throw new MtnRefusal(415, 'BAD_REQUEST', 'the body must be JSON'); // ASSUMPTION: 415.
  const body = object(raw);
  const { amount, currency, externalId, payer, payerMessage, payeeNote, referenceIdToRefund } = body;
  if (typeof amount !== 'string' || !/^[1-9]\d*(\.\d{1,2})?$/.test(amount)) throw bad('amount must be a string of digits');
  if (currency !== (environment === 'sandbox' ? 'EUR' : 'XOF')) throw new MtnRefusal(500, 'INVALID_CURRENCY', 'Currency not supported.');
  if (typeof externalId !== 'string' || externalId === '') throw bad('externalId is missing');
  for (const note of [payerMessage, payeeNote]) {
    if (typeof note !== 'string' || note === '') throw new MtnRefusal(500, 'INTERNAL_PROCESSING_ERROR', 'a note is empty');
    // ASSUMPTION: which characters; the documents only speak of apostrophes and special characters.
    if (!/^[A-Za-z0-9 .,-]{1,160}$/.test(note)) throw bad('a note has characters that are not taken, or too many');
  }
  const allowed = ['amount', 'currency', 'externalId', 'payerMessage', 'payeeNote', kind === 'refund' ? 'referenceIdToRefund' : 'payer'];
  const extra = Object.keys(body).find((name) => !allowed.includes(name));
  if (extra !== undefined) throw bad(`${extra} is not known`);
  if (kind === 'refund' && typeof referenceIdToRefund !== 'string') throw bad('referenceIdToRefund is missing');
  if (kind === 'requesttopay') checkPayer(payer, environment);
  return body;
}

function checkPayer(payer: unknown, environment: string): void {
  const { partyIdType, partyId } = (payer ?? {}) as Record<string, unknown>;
  if (partyIdType !== 'MSISDN' || typeof partyId !== 'string' || !/^[1-9]\d{6,14}$/.test(partyId)) {
    throw bad('payer must be an MSISDN: digits with the country code');
  }
  if (environment === 'sandbox' && partyId === WRONG_CURRENCY) throw new MtnRefusal(500, 'INVALID_CURRENCY', 'Currency not supported.');
}

function object(raw: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(raw.toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Refused below, as any other body that is no object.
  }
  throw bad('the body is no JSON object');
}

function bad(message: string): MtnRefusal {
  return new MtnRefusal(400, 'BAD_REQUEST', message);
}
