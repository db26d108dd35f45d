import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/index.js';
import { IdentityController } from './identity.controller.js';
import { IdentityFacts } from './identity-facts.js';
import { IdentityRepository } from './identity.repository.js';
import { IdentityService } from './identity.service.js';

@Module({
  imports: [UploadsModule],
  controllers: [IdentityController],
  providers: [IdentityService, IdentityRepository, IdentityFacts],
  exports: [IdentityFacts],
})
export class IdentityModule {}
