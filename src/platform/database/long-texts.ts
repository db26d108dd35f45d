import pg from 'pg';
import { BufferReader } from 'pg-protocol/dist/buffer-reader.js';

/** From so many bytes on, a text that passes through is worth keeping as it came; shorter ones leave together with an answer's headers. */
const LONG = 8192;

/**
 * For a statement whose texts go out as they came: long ones are bytes instead of a string. Node-postgres makes a string of all that
 * comes, two bytes a letter where one of them is no Latin one (’, œ), and the answer makes bytes of it again: a quarter of the work of
 * a page of homes, and most of its garbage.
 */
export const LONG_TEXTS_AS_BYTES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === pg.types.builtins.TEXT ? asItCame : pg.types.getTypeParser(oid, format)) as never,
};

const asItCame = (value: unknown): unknown => value;

/** What long values are until it is known who asked for them. */
function readLongAsBytes(prototype: BufferReader): void {
  const read = Reflect.get(prototype, 'string');
  Object.assign(prototype, {
    string(this: BufferReader, length: number): string | Buffer {
      return length < LONG ? read.call(this, length) : this.bytes(length);
    },
  });
}

interface Row {
  readonly fields: (string | Buffer | null)[];
}

/** Copied for whoever wants bytes, since the reader's memory is written again; strings for everybody else. */
function decideByStatement(prototype: object): void {
  const handle = Reflect.get(prototype, 'handleDataRow') as (this: unknown, row: Row) => void;
  Object.assign(prototype, {
    handleDataRow(this: { types?: unknown }, row: Row): void {
      row.fields.forEach((field, nth) => {
        if (field instanceof Buffer) row.fields[nth] = this.types === LONG_TEXTS_AS_BYTES ? Buffer.from(field) : field.toString();
      });
      handle.call(this, row);
    },
  });
}

// Of the driver, for the whole process: it has no setting for it.
readLongAsBytes(BufferReader.prototype);
decideByStatement(pg.Query.prototype as object);
