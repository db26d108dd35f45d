import { fileTypeFromBuffer } from 'file-type';

/** Why a file is not a picture we take. */
export type UnacceptableReason = 'too_large' | 'unsupported_type' | 'too_many_pixels' | 'corrupt';

/** The file will never be taken: tell its sender. */
export class UnacceptableImage extends Error {
  readonly reason: UnacceptableReason;

  constructor(reason: UnacceptableReason) {
    super(`the picture is refused: ${reason}`);
    this.reason = reason;
    this.name = 'UnacceptableImage';
  }
}

export type PictureFormat = 'jpeg' | 'png' | 'webp';

/** An APNG is a PNG whose first picture every PNG reader shows. */
const FORMATS: Record<string, PictureFormat> = { jpg: 'jpeg', png: 'png', apng: 'png', webp: 'webp' };
/** What file-type asks for to know a type. It would otherwise walk a whole archive to name it. */
const SAMPLE_BYTES = 4_100;

/** Told by the content alone. @throws UnacceptableImage unsupported_type */
export async function formatOf(bytes: Buffer): Promise<PictureFormat> {
  const type = await fileTypeFromBuffer(bytes.subarray(0, SAMPLE_BYTES)).catch(() => undefined);
  const format = FORMATS[type?.ext ?? ''];
  if (format === undefined) throw new UnacceptableImage('unsupported_type');
  return format;
}

const PNG_SIGNATURE_LENGTH = 8;
/** What the picture is made of, plus what places its colours and its upright. */
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'eXIf']);
/** Real colour profiles are below this even unpacked; packed it can be a bomb. */
const LARGEST_ICCP = 1_048_576;

/**
 * A PNG without its texts and other extras. libpng unpacks up to a thousand text chunks of 8 MB each while it reads the
 * header: a 6.6 MB file took 1.4 GB and 5 s before anyone had asked for its size (measured, libvips 8.18).
 * What follows IEND goes too.
 * @throws UnacceptableImage corrupt when the chunks do not add up
 */
export function withoutPngExtras(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, PNG_SIGNATURE_LENGTH)];
  let at = PNG_SIGNATURE_LENGTH;
  let type = '';
  while (type !== 'IEND') {
    // Length, type, data, checksum.
    if (at + 12 > bytes.length) throw new UnacceptableImage('corrupt');
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    type = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) throw new UnacceptableImage('corrupt');
    if (PNG_KEPT.has(type) && !(type === 'iCCP' && length > LARGEST_ICCP)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** Whether a WebP is of the kind that is unpacked whole: lossless, or animated (its canvas and a frame). */
export function webpKind(bytes: Buffer): { lossless: boolean; animated: boolean } {
  let lossless = false;
  let animated = false;
  // RIFF, size, WEBP; then chunks of type, length, data, padded to an even length.
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = bytes.toString('latin1', at, at + 4);
    if (type === 'VP8L') lossless = true;
    if (type === 'ANIM' || type === 'ANMF') animated = true;
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  return { lossless, animated };
}
