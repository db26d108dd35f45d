/** What a list is asked for. `page` counts from 1, `per_page` is 1..100. */
export interface PageRequest {
  page: number;
  per_page: number;
}

/** How deep a list may be leafed through by page number: PostgreSQL reads and drops every row before an offset. */
export const MAX_DEPTH = 10_000;

const MAX_CURSOR_LENGTH = 2_000;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Whether the page ends beyond the depth we serve (422 on the wire); long feeds go on by cursor. */
export function isTooDeep(page: PageRequest): boolean {
  return page.page * page.per_page > MAX_DEPTH;
}

/** The sort key of the last row shown, as text that fits a URL: base64url of its JSON, so a `Date` comes back as ISO text. */
export function encodeCursor(value: unknown[]): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/**
 * What `encodeCursor` was given, or null when the text is none of ours. It is not signed: whoever decodes one checks
 * the number and the types of its values before they come near a query.
 */
export function decodeCursor(text: string): unknown[] | null {
  if (typeof text !== 'string' || text.length > MAX_CURSOR_LENGTH || !BASE64URL.test(text)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
