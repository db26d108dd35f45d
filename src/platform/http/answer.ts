import { hash } from 'node:crypto';
import type { PageRequest } from '../../kernel/page.js';

export const COUNT_LIMIT = 10_000;

/** An answer with headers, and where need be a status, of its own. */
export class Answer {
  constructor(
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
    readonly status?: number,
  ) {}
}

/** JSON that PostgreSQL built; it goes out untouched: a text, or the bytes of a long one. One that many get is hashed once. */
export class RawJson {
  private tagged: string | undefined;

  /** @param payload what is sent */
  constructor(readonly payload: string | Buffer) {}

  get text(): string {
    return this.payload.toString();
  }

  get etag(): string {
    return (this.tagged ??= etagOf(this.payload));
  }
}

export function etagOf(body: Buffer | string): string {
  return `"${hash('sha1', body, 'base64url')}"`;
}

/** The JSON text of what a handler answers. */
export function answerText(value: unknown): string {
  return value instanceof RawJson ? value.text : JSON.stringify(value ?? null);
}

/** One page of a list: the bare array in the body, the rest in headers. */
export class Page {
  constructor(
    readonly items: readonly unknown[] | RawJson,
    readonly page: PageRequest,
    readonly total: number,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** One stretch of a long feed; `next_cursor` is null at its end. */
export class Feed {
  constructor(
    readonly items: readonly unknown[],
    readonly next_cursor: string | null,
    /** Counting stops at 10 000. */
    readonly total: number,
  ) {}
}

