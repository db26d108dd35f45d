import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const nonEmpty = z.string().min(1);
const FILE = z.object({
  project_id: z.string().regex(/^[a-z0-9:.-]+$/i),
  client_email: nonEmpty,
  private_key_id: nonEmpty,
  private_key: nonEmpty,
  token_uri: z.url({ protocol: /^https?$/ }),
});

/** Who we are to Google: the part of a service account's JSON file that signing takes. */
export interface ServiceAccount {
  readonly project_id: string;
  readonly client_email: string;
  readonly private_key_id: string;
  readonly private_key: KeyObject;
  readonly token_uri: string;
}

/** @throws Error of one line that names the variable and never repeats what the file holds */
export function readServiceAccount(path: string): ServiceAccount {
  const wrong = (why: string): Error => new Error(`FIREBASE_CREDENTIALS_PATH: ${path} ${why}`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  const read = FILE.safeParse(jsonOrNull(text));
  if (!read.success) {
    const fields = [...new Set(read.error.issues.map((issue) => issue.path.join('.')))].filter((field) => field !== '');
    throw wrong(fields.length === 0 ? 'is not a JSON object' : `is no service account: look at ${fields.join(', ')}`);
  }
  const private_key = rsaKey(read.data.private_key);
  if (!private_key) throw wrong('has a private_key that is not an RSA key in PEM');
  return { ...read.data, private_key };
}

function rsaKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
