import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ImagesModule } from '../../platform/images/images.module.js';
import { AccountDesk } from './account-desk.js';
import { AccountThingsController } from './account-things.controller.js';
import { AddressesService } from './addresses.service.js';
import { Avatars } from './avatars.js';
import { DataExport } from './data-export.js';
import { DevicesService } from './devices.service.js';
import { Erasure } from './erasure.js';
import { PreferencesService } from './preferences.service.js';
import { PushDevices } from './push-devices.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User]), ImagesModule],
  controllers: [AccountThingsController, UsersController],
  providers: [UsersRepository, UsersService, Avatars, AddressesService, DevicesService, PreferencesService, PushDevices, Erasure, DataExport, AccountDesk],
  exports: [UsersRepository, PushDevices, AccountDesk],
})
export class UsersModule {}
