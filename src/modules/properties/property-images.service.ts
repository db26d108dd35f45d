import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/id.js';
import { Audit } from '../../platform/audit/audit.js';
import { Abilities } from '../../platform/authz/abilities.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import { namesFiles } from '../../platform/backup/named-files.js';
import { Database, query, type Tx } from '../../platform/database/database.js';
import type { RawJson } from '../../platform/http/answer.js';
import type { UploadedFile } from '../../platform/http/uploads.js';
import { imageError } from '../../platform/images/image.errors.js';
import { ImageProcessor } from '../../platform/images/image-processor.js';
import { logger } from '../../platform/observability/logger.js';
import { FileStorage } from '../../platform/storage/storage.provider.js';
import { PropertiesRepository } from './properties.repository.js';
import './property.audit.js';
import type { Property } from './property.entity.js';
import { ImageOrderMismatch, LastImage, TooManyImages } from './property.errors.js';
import type { UploadedImagesView } from './property.views.js';

const MOST_IMAGES = 10;
/** The picture itself and what stands beside it: `front.jpg`, `front_thumb.jpg`. */
const SIZES = { main: '', thumb: '_thumb', medium: '_medium', large: '_large' } as const;

const endings = Object.values(SIZES).map((ending) => `('${ending}')`).join(', ');
namesFiles(`SELECT regexp_replace(image_url, '\\.jpg$', ending || '.jpg') AS file, NULL AS key_id FROM property_images, (VALUES ${endings}) AS size (ending)`);

interface ImageRow {
  id: string;
  image_url: string;
  order_index: number;
}

/** The pictures of a home; the first one is primary and is what lists show. */
@Injectable()
export class PropertyImages {
  constructor(
    private readonly database: Database,
    private readonly properties: PropertiesRepository,
    private readonly abilities: Abilities,
    private readonly audit: Audit,
    private readonly processor: ImageProcessor,
    private readonly storage: FileStorage,
  ) {}

  /** All of them or none: one bad picture refuses the lot. @throws TooManyImages and the errors of pictures. */
  async add(actor: SignedIn, property_id: string, files: readonly UploadedFile[]): Promise<UploadedImagesView> {
    const before = await this.properties.findForBooking(property_id);
    if (!before) throw new NotFound();
    this.abilities.authorize(actor, 'update', 'Property', before);
    await this.checkRoom(property_id, files.length);
    const stems: string[] = [];
    try {
      for (const file of files) stems.push(await this.keep(property_id, file));
      const urls = stems.map((stem) => this.storage.publicUrl(`${stem}.jpg`));
      return await this.database.transaction(async (tx) => {
        const { owner_id } = await this.lockFor(tx, actor, property_id);
        const first = (await this.rows(tx, property_id)).length;
        if (first + urls.length > MOST_IMAGES) throw new TooManyImages({ count: first });
        await query(
          tx,
          `INSERT INTO property_images (id, property_id, image_url, order_index, is_primary)
           SELECT id, $1, url, $2 + nth - 1, $2 + nth = 1 FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS row (id, url, nth)`,
          [property_id, first, urls.map(() => newId()), urls],
        );
        await this.showPrimary(tx, property_id);
        const [before, after] = [{ images: first }, { images: first + urls.length }];
        await this.audit.watch(tx, actor, owner_id, { action: 'property.add_images', subject_type: 'property', subject_id: property_id, before, after });
        return { uploaded: urls };
      });
    } catch (error) {
      await this.drop(stems);
      throw error;
    }
  }

  /** The next one becomes primary. @throws LastImage while the home is published. */
  async remove(actor: SignedIn, property_id: string, image_id: string): Promise<void> {
    const removed = await this.database.transaction(async (tx) => {
      const property = await this.lockFor(tx, actor, property_id);
      const images = await this.rows(tx, property_id);
      const image = images.find(({ id }) => id === image_id);
      if (!image) throw new NotFound();
      if (images.length === 1 && property.status === 'published') throw new LastImage();
      await query(tx, 'DELETE FROM property_images WHERE id = $1', [image_id]);
      await query(
        tx,
        'UPDATE property_images SET order_index = order_index - 1, is_primary = (order_index = 1) WHERE property_id = $1 AND order_index > $2',
        [property_id, image.order_index],
      );
      await this.showPrimary(tx, property_id);
      const [before, after] = [{ images: images.length, image_id }, { images: images.length - 1 }];
      await this.audit.watch(tx, actor, property.owner_id, { action: 'property.delete_image', subject_type: 'property', subject_id: property_id, before, after });
      return image;
    });
    const stem = stemOf(property_id, removed.image_url);
    if (stem !== null) await this.drop([stem]);
  }

  /** Puts them into that order. @throws ImageOrderMismatch unless each image of the home is named once. */
  async order(actor: SignedIn, property_id: string, image_ids: readonly string[]): Promise<RawJson> {
    return this.database.transaction(async (tx) => {
      const { owner_id } = await this.lockFor(tx, actor, property_id);
      const asked = image_ids.map((id) => id.toLowerCase());
      const known = (await this.rows(tx, property_id)).map(({ id }) => id);
      if (asked.length !== known.length || !known.every((id) => asked.includes(id))) throw new ImageOrderMismatch();
      await query(
        tx,
        `UPDATE property_images i SET order_index = nth - 1, is_primary = (nth = 1)
         FROM unnest($2::uuid[]) WITH ORDINALITY AS row (id, nth) WHERE i.id = row.id AND i.property_id = $1`,
        [property_id, asked],
      );
      await this.showPrimary(tx, property_id);
      const [before, after] = [{ image_ids: known }, { image_ids: asked }];
      await this.audit.watch(tx, actor, owner_id, { action: 'property.order_images', subject_type: 'property', subject_id: property_id, before, after });
      return this.properties.json(tx, actor, property_id);
    });
  }

  /** Writes one picture in its four sizes; answers their common stem. */
  private async keep(property_id: string, file: UploadedFile): Promise<string> {
    const pictures = await this.processor.toPictures(file.path).catch((error: unknown) => {
      throw imageError(error, 'files');
    });
    const stem = `properties/${property_id}/${newId()}`;
    try {
      for (const [size, ending] of Object.entries(SIZES)) {
        await this.storage.put(`${stem}${ending}.jpg`, pictures[size as keyof typeof SIZES], { content_type: 'image/jpeg' });
      }
    } catch (error) {
      await this.drop([stem]);
      throw error;
    }
    return stem;
  }

  /** Best effort: a file that nothing names any more costs space and nothing else. */
  private async drop(stems: readonly string[]): Promise<void> {
    const keys = stems.flatMap((stem) => Object.values(SIZES).map((ending) => `${stem}${ending}.jpg`));
    const results = await Promise.allSettled(keys.map((key) => this.storage.delete(key)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) logger.warn({ err: failed.reason }, 'files of pictures were left behind');
  }

  /** Before the work of decoding; the transaction looks again. */
  private async checkRoom(property_id: string, more: number): Promise<void> {
    const rows = await this.database.read<{ count: number }>('SELECT count(*) FROM property_images WHERE property_id = $1', [property_id]);
    const count = rows[0]?.count ?? 0;
    if (count + more > MOST_IMAGES) throw new TooManyImages({ count });
  }

  private async lockFor(tx: Tx, actor: SignedIn, property_id: string): Promise<Property> {
    const property = await this.properties.lock(tx, property_id);
    if (!property) throw new NotFound();
    this.abilities.authorize(actor, 'update', 'Property', property);
    return property;
  }

  private rows(tx: Tx, property_id: string): Promise<ImageRow[]> {
    return query<ImageRow>(tx, 'SELECT id, image_url, order_index FROM property_images WHERE property_id = $1 ORDER BY order_index', [property_id]);
  }

  private async showPrimary(tx: Tx, property_id: string): Promise<void> {
    await query(
      tx,
      `UPDATE properties SET updated_at = now(),
         primary_image_url = (SELECT image_url FROM property_images WHERE property_id = $1 AND is_primary) WHERE id = $1`,
      [property_id],
    );
  }
}

/** Null for a picture that is not this home's alone, such as those that the demo shares out. */
function stemOf(property_id: string, url: string): string | null {
  const key = `properties/${property_id}/`;
  const start = url.lastIndexOf(key);
  return start === -1 ? null : url.slice(start).replace(/\.jpg$/, '');
}
