import { BooleanField, EnumField, NumberField, ObjectField, StringField } from '../../platform/http/fields.js';

export class WelcomeView {
  @StringField({ example: 'LOKAHOME API' }) message: string;
  @StringField({ example: '1.0.0' }) version: string;
  @StringField({ example: '/docs' }) docs: string;
}

export class HealthView {
  @EnumField(['healthy']) status: 'healthy';
  @StringField({ example: '1.0.0' }) version: string;
}

export class CheckView {
  @EnumField(['healthy', 'unhealthy']) status: 'healthy' | 'unhealthy';
  @NumberField({ example: 2, description: 'Milliseconds until the answer.' }) latency_ms: number;
}

export class ChecksView {
  @ObjectField(() => CheckView) database: CheckView;
  @ObjectField(() => CheckView) redis: CheckView;
  @ObjectField(() => CheckView) storage: CheckView;
  @ObjectField(() => CheckView) queue: CheckView;
}

export class DetailedHealthView {
  @EnumField(['healthy', 'degraded']) status: 'healthy' | 'degraded';
  @StringField({ example: '1.0.0' }) version: string;
  @ObjectField(() => ChecksView) checks: ChecksView;
}

export class ReadyView {
  @BooleanField({ example: true }) ready: boolean;
}
