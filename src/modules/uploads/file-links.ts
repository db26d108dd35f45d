import { Injectable } from '@nestjs/common';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Config } from '../../config/index.js';
import { Clock } from '../../platform/clock.js';

export interface SignedLink {
  readonly expires: string;
  readonly signature: string;
}

const LIVES_SECONDS = 300;
const SIGNATURE = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * Links that open one file for five minutes. A link says for whom it was made and opens no more than that person may see, so
 * that a look through a link is somebody's look.
 */
@Injectable()
export class FileLinks {
  private readonly key: Buffer;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', config.SECRET_KEY, '', 'lokahome file links', 32));
  }

  urlFor(document_id: string, viewer_id: string): string {
    const expires = Math.floor(this.clock.now().getTime() / 1000) + LIVES_SECONDS;
    const viewer = Buffer.from(viewer_id.replaceAll('-', ''), 'hex').toString('base64url');
    const signature = `${viewer}.${this.mac(document_id, viewer_id, String(expires)).toString('base64url')}`;
    return `${this.config.API_URL}${this.config.API_V1_STR}/files/${document_id}?expires=${String(expires)}&signature=${signature}`;
  }

  /** For whom the link was made; null where it is forged, for another file, or too old. */
  viewerOf(document_id: string, { expires, signature }: SignedLink): string | null {
    const [, viewer, mac] = SIGNATURE.exec(signature) ?? [];
    if (viewer === undefined || mac === undefined || !/^\d{10,11}$/.test(expires)) return null;
    const viewer_id = Buffer.from(viewer, 'base64url').toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const genuine = timingSafeEqual(this.mac(document_id, viewer_id, expires), Buffer.from(mac, 'base64url'));
    return genuine && Number(expires) * 1000 > this.clock.now().getTime() ? viewer_id : null;
  }

  private mac(document_id: string, viewer_id: string, expires: string): Buffer {
    return createHmac('sha256', this.key).update(`${document_id} ${viewer_id} ${expires}`).digest();
  }
}
