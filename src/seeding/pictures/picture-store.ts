/** Where the seeder's pictures go: the application's file storage, seen from here. */
export interface PictureStore {
  /** Writes the whole file; one that is there already is replaced. */
  put(key: string, bytes: Buffer, about: { content_type: string }): Promise<void>;
  publicUrl(key: string): string;
}
