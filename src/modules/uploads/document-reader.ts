import { Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import type { UploadedFile } from '../../platform/http/uploads.js';
import { imageError } from '../../platform/images/image.errors.js';
import { ImageProcessor } from '../../platform/images/image-processor.js';
import { DocumentEmpty, DocumentTypeRefused } from './document.errors.js';
import { checkPdf } from './pdf-file.js';

export interface CleanDocument {
  readonly bytes: Buffer;
  readonly content_type: 'application/pdf' | 'image/jpeg';
}

/** file-type would otherwise walk a whole archive to name it. */
const SAMPLE_BYTES = 4_100;

/** Makes a document that is fit to be kept from a stranger's file: PDFs as they came, pictures made anew and without metadata. */
@Injectable()
export class DocumentReader {
  constructor(private readonly images: ImageProcessor) {}

  /** @throws the errors of DOCUMENT_ERRORS */
  async read(file: UploadedFile): Promise<CleanDocument> {
    const bytes = await file.read();
    if (bytes.length === 0) throw new DocumentEmpty({}, { errors: [{ field: file.field, code: DocumentEmpty.definition.code, texts: DocumentEmpty.definition.detail }] });
    const type = await fileTypeFromBuffer(bytes.subarray(0, SAMPLE_BYTES)).catch(() => undefined);
    switch (type?.ext) {
      case 'pdf':
        await checkPdf(bytes);
        return { bytes, content_type: 'application/pdf' };
      case 'jpg':
      case 'png':
      case 'apng': {
        const picture = await this.images.toPage(file.path).catch((error: unknown) => {
          throw imageError(error, file.field);
        });
        return { bytes: picture, content_type: 'image/jpeg' };
      }
      default:
        throw new DocumentTypeRefused();
    }
  }
}
