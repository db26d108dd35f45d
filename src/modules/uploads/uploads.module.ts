import { Module } from '@nestjs/common';
import { ImagesModule } from '../../platform/images/images.module.js';
import { DocumentKeys } from './document-keys.js';
import { DocumentReader } from './document-reader.js';
import { Documents } from './documents.js';
import { DroppedFiles } from './dropped-files.js';
import { FileLinks } from './file-links.js';
import { UploadsController } from './uploads.controller.js';

@Module({
  imports: [ImagesModule],
  controllers: [UploadsController],
  providers: [Documents, DocumentKeys, DocumentReader, DroppedFiles, FileLinks],
  exports: [Documents, DocumentKeys, FileLinks],
})
export class UploadsModule {}
