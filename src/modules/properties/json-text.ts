/**
 * How a column becomes JSON. `plain`: uuids, codes and addresses of ours, which never hold a character that JSON
 * escapes; `json`: an expression that is JSON text already.
 */
type Kind = 'plain' | 'text' | 'number' | 'boolean' | 'instant' | 'json';

export interface JsonField {
  readonly name: string;
  readonly sql: string;
  readonly kind: Kind;
  readonly nullable: boolean;
}

export function jsonField(name: string, sql: string, kind: Kind, nullable = false): JsonField {
  return { name, sql, kind, nullable };
}

/**
 * A SQL expression that concatenates the JSON text of one object. A list is mostly this work: it takes two thirds
 * of the time of `json_build_object`, which looks up the type of every argument of every row.
 */
export function jsonObjectText(fields: readonly JsonField[]): string {
  const parts: string[] = [];
  let literal = '{';
  fields.forEach((field, index) => {
    literal += `${index === 0 ? '' : ','}"${field.name}":`;
    const { sql, quoted } = valueOf(field);
    parts.push(`'${literal}${quoted ? '"' : ''}'`, sql);
    literal = quoted ? '"' : '';
  });
  parts.push(`'${literal}}'`);
  return callsOfConcat(parts);
}

/** Objects of `object` in that order as the text of one JSON array; `[]` where there are none. */
export function jsonListText(object: string, order: string): string {
  return `concat('[', string_agg(${object}, ',' ORDER BY ${order}), ']')`;
}

function valueOf({ sql, kind, nullable }: JsonField): { sql: string; quoted: boolean } {
  if (kind === 'instant' || kind === 'plain') {
    const text = kind === 'plain' ? sql : `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    return nullable ? { sql: `coalesce('"' || ${text} || '"', 'null')`, quoted: false } : { sql: text, quoted: true };
  }
  // The text of a boolean is `t` inside concat, but `true` as a cast.
  const text = { text: `to_json(${sql})::text`, number: `trim_scale(${sql})::text`, boolean: `(${sql})::text`, json: sql }[kind];
  return { sql: nullable ? `coalesce(${text}, 'null')` : text, quoted: false };
}

/** PostgreSQL takes a hundred arguments a call. */
function callsOfConcat(parts: readonly string[]): string {
  if (parts.length <= 90) return `concat(${parts.join(', ')})`;
  return `concat(${callsOfConcat(parts.slice(0, 80))}, ${callsOfConcat(parts.slice(80))})`;
}
