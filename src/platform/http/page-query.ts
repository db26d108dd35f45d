import { isUuid } from '../../kernel/id.js';
import { decodeCursor, encodeCursor, MAX_DEPTH, type PageRequest } from '../../kernel/page.js';
import { Feed } from './answer.js';
import { IntField, StringField } from './fields.js';
import { PageTooDeep } from './http.errors.js';
import { fieldFailure } from './input.pipe.js';

/** `page` and `per_page` of every list. */
export class PageQuery {
  @IntField({ optional: true, query: true, min: 1, max: MAX_DEPTH, default: 1, description: 'Page, from 1.' })
  page?: number;

  @IntField({ optional: true, query: true, min: 1, max: 100, default: 20, description: 'Items per page.' })
  per_page?: number;
}

/** `cursor` of the long feeds. */
export class FeedQuery extends PageQuery {
  @StringField({ optional: true, min: 1, max: 400, description: 'Where to go on: from the `next` link of the answer before.' })
  cursor?: string;
}

/** The page asked for, with the defaults. @throws PageTooDeep beyond 10 000 items. */
export function pageOf(query: PageQuery): PageRequest {
  const page = { page: query.page ?? 1, per_page: query.per_page ?? 20 };
  if (page.page * page.per_page > MAX_DEPTH) throw new PageTooDeep();
  return page;
}

/** How much of a feed to read, newest id first: below `before` where a cursor names it, else from the page. */
export interface FeedWindow {
  readonly before: string | null;
  /** One more than a page holds: it tells whether there is more. */
  readonly limit: number;
  readonly offset: number;
  readonly per_page: number;
}

/** @throws PageTooDeep; ValidationFailed for a cursor that is none of ours */
export function feedWindow(query: FeedQuery): FeedWindow {
  const { page, per_page } = pageOf(query);
  const before = query.cursor === undefined ? null : lastSeen(query.cursor);
  return { before, limit: per_page + 1, offset: before === null ? (page - 1) * per_page : 0, per_page };
}

/** The stretch that `rows`, read as the window says, make. */
export function feedOf(rows: readonly { readonly id: string }[], { per_page }: FeedWindow, total: number): Feed {
  const items = rows.slice(0, per_page);
  const last = items.at(-1);
  return new Feed(items, rows.length > per_page && last ? encodeCursor([last.id]) : null, total);
}

function lastSeen(cursor: string): string {
  const [id, ...rest] = decodeCursor(cursor) ?? [];
  if (!isUuid(id) || rest.length > 0) throw fieldFailure('cursor', 'not_a_cursor');
  return id;
}
