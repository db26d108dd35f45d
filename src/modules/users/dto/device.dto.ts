import { EnumField, InstantField, StringField, UuidField } from '../../../platform/http/fields.js';

const PLATFORMS = ['android', 'ios', 'web'] as const;
export type Platform = (typeof PLATFORMS)[number];

export class NewDevice {
  @StringField({ raw: true, min: 1, max: 4096, example: 'fRk2…:APA91b…', description: 'The push service’s token for this app on this device.' }) token: string;
  @EnumField(PLATFORMS, { example: 'android' }) platform: Platform;
}

export class DeviceView {
  @UuidField() id: string;
  @EnumField(PLATFORMS, { example: 'android' }) platform: Platform;
  @InstantField() created_at: string;
  @InstantField() last_seen_at: string;
}
