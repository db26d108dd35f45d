import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import { CurrentUser, type SignedIn } from '../../../platform/authz/actor.js';
import { NotFound } from '../../../platform/authz/authz.errors.js';
import type { Page } from '../../../platform/http/answer.js';
import { IdPipe } from '../../../platform/http/input.pipe.js';
import { Operation } from '../../../platform/http/operation.js';
import { NewReport, QueuedReportView, ReportDecision, ReportsQuery, ReportView } from './report.dto.js';
import { ReportDecided, ReportedAlready } from './report.errors.js';
import { Reports } from './reports.service.js';

@Controller()
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Post('reports')
  @Can('create', 'Report')
  @Operation({
    id: 'createReport', tag: 'users', summary: 'Report a person, a home, a message or a review', description: 'Our team looks into it. Once per person and thing.',
    answer: [201, ReportView], idempotent: true, errors: [NotFound, ReportedAlready],
  })
  report(@CurrentUser() actor: SignedIn, @Body() report: NewReport): Promise<ReportView> {
    return this.reports.report(actor, report);
  }

  @Get('admin/reports-queue')
  @Can('read', 'Report')
  @Operation({
    id: 'adminListReports', tag: 'admin', summary: 'What people have reported, open ones first', answer: [200, [QueuedReportView]], paged: true,
    description: 'Look at `subject_text` and `comment`; take the listing off (`PUT /admin/properties/{id}/unpublish`), delete the review or deactivate the person where need be; then note your decision.',
  })
  list(@Query() query: ReportsQuery): Promise<Page> {
    return this.reports.list(query);
  }

  @Put('admin/reports-queue/:id')
  @Can('decide', 'Report')
  @Operation({ id: 'adminDecideReport', tag: 'admin', summary: 'Note what was decided about a report', description: 'It only closes the report: what is reported stays as it is.', answer: [200, QueuedReportView], errors: [NotFound, ReportDecided] })
  decide(@CurrentUser() actor: SignedIn, @Param('id', IdPipe) id: string, @Body() decision: ReportDecision): Promise<QueuedReportView> {
    return this.reports.decide(actor, id, decision);
  }
}
