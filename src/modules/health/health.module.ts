import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsService } from './metrics.service.js';
import { WorkerDoor } from './worker-door.js';

@Module({ controllers: [HealthController], providers: [HealthService, MetricsService, WorkerDoor] })
export class HealthModule {}
