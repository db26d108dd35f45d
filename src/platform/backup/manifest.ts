import { z } from 'zod';

/** Raised when an older `restore` could not make sense of a backup any more. */
export const FORMAT = 1;

/** What a backup says of itself. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT, 'a backup of another format: restore it with the version that made it'),
  /** The version of the application. */
  version: z.string(),
  /** The moment whose state it holds: everything committed before, nothing after. */
  snapshot_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  database: z.object({
    server_major: z.number().int(),
    /** The program that made the dump: the one that reads it must not be older. */
    dump_major: z.number().int(),
    /** Oldest first. */
    migrations: z.array(z.string()),
    /** Rows of each table at that moment. */
    rows: z.record(z.string(), z.number().int()),
  }),
  files: z.object({
    count: z.number().int(),
    bytes: z.number().int(),
    /** Which of FILES_ENC_KEYS sealed files need, by their short names; the keys themselves are in no backup. */
    key_ids: z.array(z.string()),
    /** Named by rows, and gone from the file store before the backup began. */
    missing: z.array(z.string()),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** What a backup is made of, in this order. Files come first, so that the database is restored once they are there. */
export const PARTS = { files: 'files/', dump: 'database.dump', manifest: 'manifest.json', sums: 'SHA256SUMS', seal: 'SHA256SUMS.sha256' } as const;

const NAME = /^lokahome-(\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)(\d\d)\.tar$/;

/** In UTC, and within the alphabet of storage keys. */
export function backupName(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  return `lokahome-${day}-${time.slice(0, 8).replaceAll(':', '')}.tar`;
}

/** When a backup of that name was begun; null for whatever else lies in the directory. */
export function backupTime(name: string): Date | null {
  const parts = NAME.exec(name);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}
