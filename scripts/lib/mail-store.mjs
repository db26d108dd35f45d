/** Caught mails: one JSON file each, the newest 500, summaries in memory. Files survive, so the next start finds them. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import PostalMime from 'postal-mime';

const KEPT = 500;
const FILE = /^([0-9A-Za-z-]+)\.json$/;

export class MailStore {
  #dir;
  /** Oldest first, as the ids sort. */
  #summaries = [];

  constructor(dir) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
    const ids = readdirSync(dir)
      .map((name) => FILE.exec(name)?.[1])
      .filter(Boolean)
      .sort();
    this.#summaries = ids.map((id) => summaryOf(this.#read(id)));
    this.#forgetOldest();
  }

  /** Newest first: `{ id, receivedAt, from, to, subject, attachments }`. */
  list() {
    return this.#summaries.toReversed();
  }

  /** The whole mail: the summary with `html`, `text`, `headers` and the attachments' content; undefined when unknown. */
  get(id) {
    return this.#summaries.some((one) => one.id === id) ? this.#read(id) : undefined;
  }

  /** @param {Buffer} raw the message; @param {string[]} recipients those of the envelope, with the blind copies */
  async add(raw, recipients) {
    const parsed = await PostalMime.parse(raw, { attachmentEncoding: 'base64' });
    const mail = {
      id: `${new Date().toISOString().replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`,
      receivedAt: new Date().toISOString(),
      from: parsed.from ? addressText(parsed.from) : '',
      to: recipients,
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      headers: parsed.headers.map(({ key, value }) => [key, value]),
      attachments: parsed.attachments.map((one) => ({
        name: one.filename ?? '',
        type: one.mimeType,
        contentId: one.contentId?.replace(/^<|>$/g, ''),
        content: one.content,
      })),
    };
    const file = this.#file(mail.id);
    writeFileSync(`${file}.new`, JSON.stringify(mail));
    renameSync(`${file}.new`, file);
    this.#summaries.push(summaryOf(mail));
    this.#forgetOldest();
    return mail;
  }

  clear() {
    for (const { id } of this.#summaries) rmSync(this.#file(id), { force: true });
    this.#summaries = [];
  }

  #forgetOldest() {
    for (const { id } of this.#summaries.splice(0, Math.max(0, this.#summaries.length - KEPT))) rmSync(this.#file(id), { force: true });
  }

  #file(id) {
    return join(this.#dir, `${id}.json`);
  }

  #read(id) {
    return JSON.parse(readFileSync(this.#file(id), 'utf8'));
  }
}

function summaryOf({ id, receivedAt, from, to, subject, attachments }) {
  return { id, receivedAt, from, to, subject, attachments: attachments.map(({ name, type }) => ({ name, type })) };
}

function addressText({ name, address }) {
  return name ? `${name} <${address}>` : (address ?? '');
}
