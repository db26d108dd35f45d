import { Module, type DynamicModule } from '@nestjs/common';
import type { Environment } from '../../config/schema.js';
import { BackupJob } from './backup.job.js';

/** The job is there only where it was told where to. */
@Module({})
export class BackupModule {
  static for({ BACKUP_TO }: Pick<Environment, 'BACKUP_TO'>): DynamicModule {
    return { module: BackupModule, providers: BACKUP_TO === undefined ? [] : [BackupJob] };
  }
}
