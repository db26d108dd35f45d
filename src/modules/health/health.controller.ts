import { Controller, Get, Headers } from '@nestjs/common';
import { Public } from '../../platform/authz/access.js';
import { Unauthenticated } from '../../platform/authz/authz.errors.js';
import type { Answer } from '../../platform/http/answer.js';
import { Operation, type OperationSpec } from '../../platform/http/operation.js';
import { HealthService } from './health.service.js';
import { DetailedHealthView, HealthView, ReadyView, WelcomeView } from './health.views.js';
import { MetricsService } from './metrics.service.js';

type Spec = Omit<OperationSpec, 'id'>;

const health: Spec = { tag: 'health', summary: 'The process answers', answer: [200, HealthView], limit: 'none' };
const detailed: Spec = { tag: 'health', summary: 'Each dependency and how fast it answers', answer: [200, DetailedHealthView], limit: 'none' };
const ready: Spec = { tag: 'health', summary: 'May requests be sent here?', answer: [200, ReadyView], otherAnswers: [[503, ReadyView]], limit: 'none' };

/** At the root, where balancers and people look first, and the same under `/api/v1`. */
@Public({ anonymous: true })
@Controller()
export class HealthController {
  constructor(
    private readonly healthService: HealthService,
    private readonly metricsService: MetricsService,
  ) {}

  @Get('/')
  @Operation({ id: 'getWelcome', tag: 'health', summary: 'What this is', answer: [200, WelcomeView], limit: 'none' })
  welcome(): WelcomeView {
    return this.healthService.welcome();
  }

  @Get('health')
  @Operation({ id: 'getHealth', ...health })
  health(): HealthView {
    return this.healthService.health();
  }

  @Get('health/detailed')
  @Operation({ id: 'getDetailedHealth', ...detailed })
  detailed(): Promise<DetailedHealthView> {
    return this.healthService.detailed();
  }

  @Get('ready')
  @Operation({ id: 'getReady', ...ready })
  ready(): Promise<Answer | ReadyView> {
    return this.healthService.ready();
  }

  @Get('metrics')
  @Operation({
    id: 'getMetrics', tag: 'health', summary: 'Prometheus metrics', answer: [200, null], produces: 'text/plain', limit: 'none',
    description: 'Where METRICS_TOKEN is set, it is asked for as a bearer token.', errors: [Unauthenticated],
  })
  metrics(@Headers('authorization') authorization?: string): Promise<Answer> {
    return this.metricsService.render(authorization);
  }

  @Get('api/v1/health')
  @Operation({ id: 'getVersionedHealth', ...health })
  versionedHealth(): HealthView {
    return this.healthService.health();
  }

  @Get('api/v1/health/detailed')
  @Operation({ id: 'getVersionedDetailedHealth', ...detailed })
  versionedDetailed(): Promise<DetailedHealthView> {
    return this.healthService.detailed();
  }

  @Get('api/v1/ready')
  @Operation({ id: 'getVersionedReady', ...ready })
  versionedReady(): Promise<Answer | ReadyView> {
    return this.healthService.ready();
  }
}
