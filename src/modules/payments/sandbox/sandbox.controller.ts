import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../../platform/authz/access.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { Answer } from '../../../platform/http/answer.js';
import { EnumField } from '../../../platform/http/fields.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { SandboxService } from './sandbox.service.js';

export class SandboxDecision {
  @EnumField(['approve', 'decline'], { example: 'approve' }) decision: 'approve' | 'decline';
}

/** 404 throughout where PAYMENTS_SANDBOX is off. */
@Controller('sandbox/pay')
export class SandboxController {
  constructor(private readonly sandbox: SandboxService) {}

  @Get(':id')
  @Public({ anonymous: true })
  @Operation({ id: 'showSandboxPayment', tag: 'payments', summary: 'The sandbox’s pay page', description: 'A page for people, in development and tests only.', answer: [200, null], produces: 'text/html', errors: [NotFound] })
  show(@Param('id', IdPipe) id: string): Promise<Answer> {
    return this.sandbox.show(id);
  }

  @Post(':id')
  @Public({ anonymous: true })
  @Operation({ id: 'decideSandboxPayment', tag: 'payments', summary: 'Approve or decline on the sandbox’s pay page', answer: [200, null], produces: 'text/html', form: true, errors: [NotFound] })
  decide(@Param('id', IdPipe) id: string, @Body() { decision }: SandboxDecision, @Req() request: FastifyRequest): Promise<Answer> {
    return this.sandbox.decide(id, decision, request.socket.localPort);
  }
}
