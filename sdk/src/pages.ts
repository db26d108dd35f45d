import type { ListName, OperationTypes } from './generated/operations.gen.js';

/** One item of what a list answers. */
export type ItemOf<Name extends ListName> = OperationTypes[Name]['answer'] extends readonly (infer Item)[] ? Item : never;

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many there are in all; counting stops at 10 000. */
  readonly total: number;
  /** There are more than `total`. */
  readonly total_capped: boolean;
  /** There is a page after this one. */
  readonly has_next: boolean;
  readonly response: Response;
}

/** A call of the list, with what the query is changed to. */
export type ListCall<Item> = (query: Record<string, unknown>) => Promise<{ data: readonly Item[]; response: Response }>;

/**
 * Page after page, as the `next` links say: by number, or by cursor where the list is a feed. Of a link only the query
 * is taken: it never leads to another host.
 */
export async function* pagesOf<Item>(call: ListCall<Item>, query: Record<string, unknown>): AsyncGenerator<Page<Item>, void, undefined> {
  for (let asked: Record<string, unknown> | null = query; asked; ) {
    const { data, response }: Awaited<ReturnType<ListCall<Item>>> = await call(asked);
    const next = nextOf(response.headers.get('link'));
    yield {
      items: data,
      total: Number(response.headers.get('x-total-count') ?? data.length),
      total_capped: response.headers.get('x-total-count-capped') === 'true',
      has_next: next !== null,
      response,
    };
    asked = next;
  }
}

/** The query of the `next` link (RFC 8288); null where there is none. */
export function nextOf(link: string | null): Record<string, string> | null {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s",;]+))*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]+))/i.exec(parameters);
    if (!(relation?.[1] ?? relation?.[2])?.split(/\s+/).includes('next')) continue;
    return Object.fromEntries(new URL(target, 'http://localhost').searchParams);
  }
  return null;
}
