import { Injectable } from '@nestjs/common';
import { AppError } from '../../kernel/app-error.js';
import { newId } from '../../kernel/id.js';
import type { SignedIn } from '../../platform/authz/actor.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { namesFiles } from '../../platform/backup/named-files.js';
import { Database } from '../../platform/database/database.js';
import { fieldFailure } from '../../platform/http/input.pipe.js';
import type { UploadedFile } from '../../platform/http/uploads.js';
import { imageError } from '../../platform/images/image.errors.js';
import { ImageProcessor } from '../../platform/images/image-processor.js';
import { logger } from '../../platform/observability/logger.js';
import { FileStorage } from '../../platform/storage/storage.provider.js';
import type { AvatarView } from './user.views.js';
import { UsersRepository } from './users.repository.js';

namesFiles('SELECT avatar_url AS file, NULL AS key_id FROM users');

/** The pictures of people. Every one has a name of its own, so caches may keep it for good. */
@Injectable()
export class Avatars {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly images: ImageProcessor,
    private readonly storage: FileStorage,
  ) {}

  /** @throws ImageTooLarge, ImageTypeRefused, ImageTooManyPixels, ImageCorrupt */
  async replace(actor: SignedIn, files: readonly UploadedFile[]): Promise<AvatarView> {
    const [file, second] = files;
    if (!file || second) throw fieldFailure('file', 'too_many_items', { max: 1 });
    const picture = await this.images.toAvatar(file.path).catch((error: unknown) => {
      throw imageError(error, 'file');
    });
    const key = `avatars/${actor.id}/${newId()}.jpg`;
    await this.storage.put(key, picture, { content_type: 'image/jpeg' });
    const avatar_url = this.storage.publicUrl(key);
    try {
      const previous = await this.database.transaction(async (tx) => {
        const user = await this.users.lockById(tx, actor.id);
        if (!user || user.erased_at !== null) throw unauthenticated();
        await this.users.update(tx, actor.id, { avatar_url });
        return user.avatar_url;
      });
      await this.remove(actor.id, previous);
    } catch (error) {
      // A commit whose answer was lost may have happened: only what surely failed is tidied up.
      if (error instanceof AppError) await this.remove(actor.id, avatar_url);
      throw error;
    }
    return { avatar_url };
  }

  /** Best effort: what cannot be removed now is only a file that nothing points to. */
  async remove(user_id: string, avatar_url: string | null): Promise<void> {
    const key = /avatars\/([0-9a-f-]{36})\/[0-9a-f-]{36}\.jpg$/.exec(avatar_url ?? '');
    // A picture that was not uploaded here, of the demo for example, is not ours to remove.
    if (key?.[1] !== user_id) return;
    await this.storage.delete(key[0]).catch((error: unknown) => {
      logger.warn({ err: error, user_id }, 'an old avatar could not be removed');
    });
  }
}
