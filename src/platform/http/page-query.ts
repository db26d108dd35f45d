import { MAX_DEPTH, type PageRequest } from '../../kernel/page.js';
import { IntField, StringField } from './fields.js';
import { PageTooDeep } from './http.errors.js';

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
