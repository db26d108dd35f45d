import { Controller, Get, Query } from '@nestjs/common';
import { Can } from '../../../platform/authz/access.js';
import type { Answer } from '../../../platform/http/answer.js';
import { Operation } from '../../../platform/http/operation.js';
import { MonthlyReport } from './monthly-report.service.js';
import { MonthlyReportView, MonthQuery } from './monthly-report.view.js';
import { Stats } from './stats.service.js';
import { StatsView } from './stats.view.js';

@Controller('admin')
export class FiguresController {
  constructor(
    private readonly stats: Stats,
    private readonly monthly: MonthlyReport,
  ) {}

  @Get('stats')
  @Can('read', 'Administration')
  @Operation({ id: 'adminGetStats', tag: 'admin', summary: 'How things stand now', description: 'Counted when you ask. Look here first in the morning: payments to review, open reports, dead events.', answer: [200, StatsView] })
  now(): Promise<StatsView> {
    return this.stats.now();
  }

  @Get('reports/monthly')
  @Can('read', 'Administration')
  @Operation({
    id: 'adminGetMonthlyReport', tag: 'admin', summary: 'What a month has brought', answer: [200, MonthlyReportView], csv: true,
    description: 'Bookings and revenue, new users, new listings, average price, and the same by city. With `format=csv` it comes as a file that Excel and LibreOffice open.',
  })
  month(@Query() query: MonthQuery): Promise<MonthlyReportView | Answer> {
    return this.monthly.of(query);
  }
}
