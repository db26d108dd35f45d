import { type AppError, type AppErrorClass, defineError } from '../../kernel/app-error.js';
import { ImageProcessorBusy, UnacceptableImage, type UnacceptableReason } from './image-processor.js';

export class ImageTooLarge extends defineError({
  code: 'image.too_large',
  status: 413,
  title: { fr: 'Image trop lourde', en: 'Image too large' },
  detail: { fr: 'Une image pèse au plus 10 Mo : réduisez-la.', en: 'An image has at most 10 MB: make it smaller.' },
  level: 'debug',
}) {}

export class ImageTypeRefused extends defineError({
  code: 'image.unsupported_type',
  status: 415,
  title: { fr: 'Type d’image refusé', en: 'Image type not taken' },
  detail: {
    fr: 'Les images sont des fichiers JPEG, PNG ou WebP ; c’est leur contenu qui compte, pas leur nom.',
    en: 'Images are JPEG, PNG or WebP files, told by their content and not their name.',
  },
  level: 'debug',
}) {}

export class ImageTooManyPixels extends defineError({
  code: 'image.too_many_pixels',
  status: 422,
  title: { fr: 'Image trop grande', en: 'Image too big' },
  detail: {
    fr: 'Une image compte au plus 50 mégapixels et 16 384 pixels de côté : réduisez-la.',
    en: 'An image has at most 50 megapixels and 16 384 pixels a side: make it smaller.',
  },
  level: 'debug',
}) {}

export class ImageCorrupt extends defineError({
  code: 'image.corrupt',
  status: 422,
  title: { fr: 'Image illisible', en: 'Image not readable' },
  detail: { fr: 'Ce fichier est abîmé ou incomplet : envoyez-le de nouveau.', en: 'This file is damaged or incomplete: send it again.' },
  level: 'debug',
}) {}

export class ImagesBusy extends defineError({
  code: 'image.busy',
  status: 503,
  title: { fr: 'Traitement d’images saturé', en: 'Image processing is busy' },
  detail: { fr: 'Trop d’images en même temps : réessayez dans quelques secondes.', en: 'Too many images at once: try again in a few seconds.' },
  level: 'warn',
}) {}

/** What a route that takes pictures can answer, for its operation. */
export const IMAGE_ERRORS: readonly AppErrorClass[] = [ImageTooLarge, ImageTypeRefused, ImageTooManyPixels, ImageCorrupt, ImagesBusy];

const BY_REASON: Readonly<Record<UnacceptableReason, AppErrorClass>> = {
  too_large: ImageTooLarge,
  unsupported_type: ImageTypeRefused,
  too_many_pixels: ImageTooManyPixels,
  corrupt: ImageCorrupt,
};

/** What a refused picture answers, `field` being where it came in; anything else is thrown on as it is. */
export function imageError(thrown: unknown, field: string): AppError {
  if (thrown instanceof ImageProcessorBusy) return new ImagesBusy({}, { headers: { 'retry-after': '5' } });
  if (!(thrown instanceof UnacceptableImage)) throw thrown;
  const kind = BY_REASON[thrown.reason];
  const { code, detail, status } = kind.definition;
  return new kind({}, status === 422 ? { errors: [{ field, code, texts: detail }] } : {});
}
