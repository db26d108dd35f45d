import { Injectable } from '@nestjs/common';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import { boundedFetch } from '../../../platform/bounded-fetch.js';
import { Clock } from '../../../platform/clock.js';
import { Answer } from '../../../platform/http/answer.js';
import { logger } from '../../../platform/observability/logger.js';
import { sandboxPage } from './sandbox-page.js';
import { SandboxProvider } from './sandbox-provider.js';

/** The page posts to itself and shows nothing but itself. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

@Injectable()
export class SandboxService {
  constructor(
    private readonly sandbox: SandboxProvider,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound */
  async show(id: string): Promise<Answer> {
    const transaction = await this.sandbox.find(id);
    if (!transaction) throw new NotFound();
    return new Answer(sandboxPage(transaction), HEADERS);
  }

  /**
   * The payer has decided. The webhook goes over HTTP, signed, to this very server, as a real provider's would; when it
   * gets lost the payment is settled by asking, like any other. @throws NotFound
   */
  async decide(id: string, decision: 'approve' | 'decline', port: number | undefined): Promise<Answer> {
    if (!(await this.sandbox.find(id))) throw new NotFound();
    await this.sandbox.decide(id, decision === 'approve' ? 'approved' : 'declined');
    const transaction = await this.sandbox.find(id);
    if (!transaction) throw new NotFound();
    await boundedFetch(new URL(`http://127.0.0.1:${String(port)}/api/v1/payments/webhook/sandbox`), { method: 'POST', ...this.sandbox.webhookOf(transaction, this.clock.now()) })
      .catch((error: unknown) => { logger.warn({ err: error }, 'the sandbox could not call our webhook'); });
    return new Answer(sandboxPage(transaction), HEADERS);
  }
}
