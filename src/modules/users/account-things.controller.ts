import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can } from '../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../platform/authz/actor.js';
import { NotFound } from '../../platform/authz/authz.errors.js';
import type { Page } from '../../platform/http/answer.js';
import { IdPipe } from '../../platform/http/input.pipe.js';
import { Operation } from '../../platform/http/operation.js';
import { PageQuery } from '../../platform/http/page-query.js';
import { AddressesService } from './addresses.service.js';
import { DevicesService } from './devices.service.js';
import { AddressChange, AddressView, NewAddress } from './dto/address.dto.js';
import { BodyList, EachOf, TakesList } from './dto/body-list.js';
import { DeviceView, NewDevice } from './dto/device.dto.js';
import { PREFERENCE_TYPES, PreferenceChange, PreferenceView } from './dto/preference.dto.js';
import { PreferencesService } from './preferences.service.js';
import { HalfAPoint, TooManyAddresses } from './user.errors.js';

/** What belongs to an account: its addresses, its devices, what it wants to be told. */
@Controller('users/me')
export class AccountThingsController {
  constructor(
    private readonly addresses: AddressesService,
    private readonly devices: DevicesService,
    private readonly preferences: PreferencesService,
  ) {}

  @Get('addresses')
  @Can('read', 'Address')
  @Operation({ id: 'listAddresses', tag: 'users', summary: 'The caller’s addresses, oldest first', answer: [200, [AddressView]], paged: true })
  listAddresses(@CurrentUser() actor: SignedIn, @Query() query: PageQuery): Promise<Page> {
    return this.addresses.list(actor, query);
  }

  @Post('addresses')
  @Can('create', 'Address')
  @Operation({
    id: 'createAddress', tag: 'users', summary: 'Keep an address', answer: [201, AddressView], idempotent: true, errors: [TooManyAddresses, HalfAPoint],
  })
  createAddress(@CurrentUser() actor: SignedIn, @Body() address: NewAddress): Promise<AddressView> {
    return this.addresses.create(actor, address);
  }

  @Put('addresses/:id')
  @Can('update', 'Address')
  @Operation({ id: 'changeAddress', tag: 'users', summary: 'Change an address', answer: [200, AddressView], errors: [NotFound, HalfAPoint] })
  changeAddress(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() change: AddressChange): Promise<AddressView> {
    return this.addresses.change(actor, id, change);
  }

  @Delete('addresses/:id')
  @Can('delete', 'Address')
  @Operation({ id: 'deleteAddress', tag: 'users', summary: 'Forget an address', answer: [204, null], errors: [NotFound] })
  deleteAddress(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.addresses.remove(actor, id);
  }

  @Post('devices')
  @Can('create', 'Device')
  @Operation({
    id: 'registerDevice', tag: 'users', summary: 'Take push messages on this device',
    description: 'The same token again is the same device; one that was another account’s moves to the caller. The twenty last seen are kept.',
    answer: [201, DeviceView], idempotent: true,
  })
  registerDevice(@CurrentUser() actor: SignedIn, @Body() device: NewDevice): Promise<DeviceView> {
    return this.devices.register(actor, device);
  }

  @Delete('devices/:id')
  @Can('delete', 'Device')
  @Operation({ id: 'deleteDevice', tag: 'users', summary: 'No more push messages on a device', answer: [204, null], errors: [NotFound] })
  deleteDevice(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string): Promise<void> {
    return this.devices.remove(actor, id);
  }

  @Get('notification-preferences')
  @Can('read', 'NotificationPreference')
  @Operation({ id: 'listNotificationPreferences', tag: 'users', summary: 'What the caller is told, and how: every type', answer: [200, [PreferenceView]] })
  listPreferences(@CurrentUser() actor: SignedIn): Promise<PreferenceView[]> {
    return this.preferences.list(actor);
  }

  @Put('notification-preferences')
  @Can('update', 'NotificationPreference')
  @TakesList(PreferenceChange)
  @Operation({
    id: 'changeNotificationPreferences', tag: 'users', summary: 'Change what the caller is told',
    description: 'The list that GET answers, or a part of it: types and channels that are left out stay as they are. Security messages are sent all the same.',
    answer: [200, [PreferenceView]],
  })
  changePreferences(
    @CurrentUser() actor: SignedIn, @BodyList(new EachOf(PreferenceChange, PREFERENCE_TYPES.length)) changes: PreferenceChange[],
  ): Promise<PreferenceView[]> {
    return this.preferences.change(actor, changes);
  }
}
