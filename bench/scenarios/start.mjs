import { median } from '../lib/drive.mjs';
import { startBaseline, startHouse } from '../lib/house.mjs';

/** From the command to the first answer, and what it has in memory then; and what it has at the end of all this. */
export default {
  id: 'start',
  title: 'start-up',
  async more({ servers, databaseUrl, house, quick }) {
    const times = { ours: [], empty: [] };
    const memory = { ours: [], empty: [] };
    for (let round = 0; round < (quick ? 3 : 7); round += 1) {
      for (const [side, start] of [
        ['ours', () => startHouse(servers, databaseUrl, { name: 'start' })],
        ['empty', () => startBaseline('empty', databaseUrl)],
      ]) {
        const begun = performance.now();
        const server = await start();
        times[side].push(performance.now() - begun);
        memory[side].push(server.memory.now);
        await server.stop();
      }
    }
    return [
      { side: 'lokahome', p50: median(times.ours), memory_mb: median(memory.ours), goal: { against: 'empty Nest + TypeORM', at_most: 3, of: 'p50' } },
      { side: 'empty Nest + TypeORM', p50: median(times.empty), memory_mb: median(memory.empty) },
      { id: 'memory', title: 'memory after the benchmark', side: 'lokahome', memory_mb: house.memory.now, goal: { memory_mb: 300 } },
    ];
  },
};
