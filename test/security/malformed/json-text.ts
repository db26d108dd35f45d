/** JSON as text, with what JSON.stringify would never write: doubled keys, `__proto__`, numbers out of range, nonsense. */
export type Json = null | boolean | number | string | readonly Json[] | Members | Raw;

/** An object as the list of its members, so that a key may stand in it twice. */
export class Members {
  constructor(readonly entries: readonly (readonly [string, Json])[]) {}

  with(key: string, value: Json): Members {
    const known = this.entries.some(([name]) => name === key);
    return new Members(known ? this.entries.map((entry) => (entry[0] === key ? [key, value] : entry)) : [...this.entries, [key, value]]);
  }

  without(key: string): Members {
    return new Members(this.entries.filter(([name]) => name !== key));
  }
}

/** Text that goes out as it is. */
export class Raw {
  constructor(readonly text: string) {}
}

export function toText(value: Json): string {
  if (value instanceof Raw) return value.text;
  if (value instanceof Members) return `{${value.entries.map(([key, item]) => `${JSON.stringify(key)}:${toText(item)}`).join(',')}}`;
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(toText).join(',')}]`;
  return JSON.stringify(value);
}

/** Nested `depth` times: `[[[…]]]` or `{"a":{"a":…}}`. */
export function nested(depth: number, kind: 'list' | 'object'): Raw {
  return kind === 'list' ? new Raw('['.repeat(depth) + ']'.repeat(depth)) : new Raw('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
}
