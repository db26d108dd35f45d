import { Controller, Post } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { Answer } from '../../../platform/http/answer.js';
import { IntField, StringField } from '../../../platform/http/fields.js';
import { Operation } from '../../../platform/http/operation.js';
import { PASS_LIVES_SECONDS, QueuePasses } from './queue-passes.js';

export class QueuePassView {
  @StringField({ max: 2048, format: 'uri', example: 'https://api.lokahome.bj/api/v1/admin/queues', description: 'Open this in the same browser.' }) url: string;
  @IntField({ example: PASS_LIVES_SECONDS, description: 'Seconds until the pass ends.' }) expires_in: number;
}

@Controller('admin/queues/session')
export class QueuesController {
  constructor(
    private readonly passes: QueuePasses,
    private readonly config: Config,
  ) {}

  @Post()
  @Can('read', 'Administration')
  @Operation({
    id: 'adminOpenQueues', tag: 'admin', summary: 'Let this browser look at the queues', answer: [201, QueuePassView],
    description: 'Then open `/api/v1/admin/queues` in another tab: the work that waits and runs in the background, to look at only. The answer sets a cookie that holds for 15 minutes and for that page alone; it ends with your session. An access token opens the page as well.',
    headers: { 'Set-Cookie': '`HttpOnly`, `SameSite=Strict`, bound to the path of the dashboard' },
  })
  async open(@CurrentUser() actor: SignedIn): Promise<Answer> {
    const view: QueuePassView = { url: new URL(this.passes.path, this.config.API_URL).href, expires_in: PASS_LIVES_SECONDS };
    return new Answer(view, { 'set-cookie': await this.passes.cookieFor(actor), 'cache-control': 'no-store' });
  }
}
