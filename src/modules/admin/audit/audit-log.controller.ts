import { Controller, Get, Query } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import type { Feed } from '../../../platform/http/answer.js';
import { Operation } from '../../../platform/http/operation.js';
import { AuditEntryView, AuditLogQuery } from './audit-log.dto.js';
import { AuditLog } from './audit-log.service.js';

@Controller('admin/audit-logs')
export class AuditLogController {
  constructor(private readonly log: AuditLog) {}

  @Get()
  @Can('read', 'Administration')
  @Operation({
    id: 'adminListAuditLogs', tag: 'admin', summary: 'Who of the staff did what, newest first', answer: [200, [AuditEntryView]], paged: true,
    description: 'What every change was made to, what it was before and after, and from which address. Entries are never changed or removed.',
  })
  list(@Query() query: AuditLogQuery): Promise<Feed> {
    return this.log.list(query);
  }
}
