import { Body, Controller, Delete, Param, Post, Put } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { RawJson } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation, type OperationSpec } from '../../platform/http/operation.js';
import { Files, type UploadedFile } from '../../platform/http/uploads.js';
import { IMAGE_ERRORS } from '../../platform/images/image.errors.js';
import { ImageOrderDto } from './dto/image-order.dto.js';
import { ImageOrderMismatch, LastImage, TooManyImages } from './property.errors.js';
import { PropertyImages } from './property-images.service.js';
import { PropertyView, UploadedImagesView } from './property.views.js';

const upload: Omit<OperationSpec, 'id' | 'tag'> = {
  summary: 'Add pictures to a home', answer: [201, UploadedImagesView], idempotent: true, files: { field: 'files', many: true },
  description: 'JPEG, PNG or WebP, told by their content; at most 10 in all. All of them are kept, or none.',
  errors: [NotFound, TooManyImages, ...IMAGE_ERRORS],
};

@Controller()
export class PropertyImagesController {
  constructor(private readonly images: PropertyImages) {}

  @Post('properties/:id/images')
  @Can('update', 'Property')
  @Operation({ id: 'addPropertyImages', tag: 'properties', ...upload })
  add(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Files('files') files: UploadedFile[]): Promise<UploadedImagesView> {
    return this.images.add(actor, id, files);
  }

  @Post('uploads/images/property/:id')
  @Can('update', 'Property')
  @Operation({ id: 'uploadPropertyImages', tag: 'uploads', ...upload })
  upload(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Files('files') files: UploadedFile[]): Promise<UploadedImagesView> {
    return this.images.add(actor, id, files);
  }

  @Put('properties/:id/images/order')
  @Can('update', 'Property')
  @Operation({ id: 'orderPropertyImages', tag: 'properties', summary: 'Put the pictures into order; the first is primary', answer: [200, PropertyView], errors: [NotFound, ImageOrderMismatch] })
  order(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() { image_ids }: ImageOrderDto): Promise<RawJson> {
    return this.images.order(actor, id, image_ids);
  }

  @Delete('properties/:id/images/:image_id')
  @Can('update', 'Property')
  @Operation({ id: 'deletePropertyImage', tag: 'properties', summary: 'Remove a picture', answer: [204, null], errors: [NotFound, LastImage] })
  remove(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Param('image_id', IdPipe) image_id: string): Promise<void> {
    return this.images.remove(actor, id, image_id);
  }
}
