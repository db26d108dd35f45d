import { Module } from '@nestjs/common';
import { BookingsModule } from '../bookings/index.js';
import { PaymentsModule } from '../payments/index.js';
import { PropertiesModule } from '../properties/index.js';
import { UsersModule } from '../users/index.js';
import { AdminUsersController } from './accounts/admin-users.controller.js';
import { AdminUsers } from './accounts/admin-users.service.js';
import { AuditLogController } from './audit/audit-log.controller.js';
import { AuditLog } from './audit/audit-log.service.js';
import { FiguresController } from './figures/figures.controller.js';
import { MonthlyReport } from './figures/monthly-report.service.js';
import { Stats } from './figures/stats.service.js';
import { AdminListingsController } from './listings/admin-listings.controller.js';
import { AdminListings } from './listings/admin-listings.service.js';
import { AdminListsController } from './money/admin-lists.controller.js';
import { QueuePasses } from './queues/queue-passes.js';
import { QueuesController } from './queues/queues.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { Reports } from './reports/reports.service.js';

/** What the staff works with. It reads everything, and changes things through the faces of their features. */
@Module({
  imports: [UsersModule, PropertiesModule, BookingsModule, PaymentsModule],
  controllers: [FiguresController, AdminUsersController, AdminListingsController, AdminListsController, ReportsController, AuditLogController, QueuesController],
  providers: [AdminUsers, AdminListings, AuditLog, MonthlyReport, Stats, QueuePasses, Reports],
})
export class AdminModule {}
