/** The bench's own PostgreSQL and Redis: they are stopped at the end, the seeded databases stay for the next run. */
import { join } from 'node:path';

import { withLock } from '../../scripts/lib/lock.mjs';
import { serverBase, startPostgres, startRedis } from '../../scripts/lib/services.mjs';
import { stateDir } from '../../scripts/lib/project.mjs';

/** As docs/performance.md asks of a production server of this size; everything is as durable as there. */
export const SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '6GB',
  work_mem: '16MB',
  maintenance_work_mem: '512MB',
  random_page_cost: 1.1,
  effective_io_concurrency: 200,
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  max_parallel_workers_per_gather: 0,
};

/** Opens the servers for as long as the work takes; two benches at once would measure each other. */
export function withServers(work) {
  const dir = join(stateDir, 'bench');
  return withLock(
    join(dir, 'bench.lock'),
    async () => {
      const base = await serverBase();
      const postgres = await startPostgres({ dir: join(base, 'bench/postgres'), durable: true, settings: SETTINGS });
      try {
        const redis = await startRedis({ dir: join(dir, 'redis') });
        try {
          return await work({ postgres, redis, dir });
        } finally {
          await redis.stop();
        }
      } finally {
        await postgres.stop();
      }
    },
    3_600_000,
  );
}
