const statements: string[] = [];

/**
 * Says, beside its feature, which files its rows name: SQL that answers `file`, a storage key or the public address of a
 * file, and `key_id`, the one of FILES_ENC_KEYS it is sealed with or null. A backup holds every one of them, whatever is
 * deleted while it is made.
 */
export function namesFiles(sql: string): void {
  statements.push(sql);
}

export interface NamedFile {
  readonly file: string;
  readonly key_id: string | null;
}

export function namedFilesSql(): string {
  const all = statements.map((sql) => `SELECT file, key_id FROM (${sql}) AS named WHERE file IS NOT NULL`);
  return all.length === 0 ? 'SELECT NULL::text AS file, NULL::text AS key_id WHERE false' : all.join(' UNION ');
}
