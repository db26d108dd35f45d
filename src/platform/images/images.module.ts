import { Module } from '@nestjs/common';
import { ImageProcessor } from './image-processor.js';

/** One processor for the process: its bounds on memory hold for all pictures together. */
@Module({ providers: [{ provide: ImageProcessor, useFactory: () => new ImageProcessor() }], exports: [ImageProcessor] })
export class ImagesModule {}
