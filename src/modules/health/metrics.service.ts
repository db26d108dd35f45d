import { Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Config } from '../../config/index.js';
import { unauthenticated } from '../../platform/authz/authz.errors.js';
import { Answer } from '../../platform/http/answer.js';
import { Metrics } from '../../platform/observability/metrics.js';

@Injectable()
export class MetricsService {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /** Prometheus text. @throws Unauthenticated where METRICS_TOKEN is set and `authorization` does not carry it. */
  async render(authorization: string | undefined): Promise<Answer> {
    const { METRICS_TOKEN } = this.config;
    if (METRICS_TOKEN !== undefined && !same(authorization ?? '', `Bearer ${METRICS_TOKEN}`)) throw unauthenticated();
    return new Answer(await this.metrics.render(), { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  }
}

/** Takes the same time however much of it is right. */
function same(given: string, expected: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
