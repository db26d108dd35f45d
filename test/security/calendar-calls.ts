import { addDays, todayIn } from '../../src/kernel/calendar-date.js';
import { newId } from '../../src/kernel/id.js';
import { CalendarLinks } from '../../src/modules/properties/calendar/calendar-links.js';
import type { Call, Scene } from './route-calls.js';

const today = todayIn('Africa/Porto-Novo', new Date());
const days = { start_date: addDays(today, 20), end_date: addDays(today, 24) };

const home = ({ house, landlord }: Scene, facts: object = {}): Promise<{ id: string }> => house.build.property(landlord, { ...facts });
const list = { json: { imports: [{ url: 'https://calendar.invalid/home.ics' }] } };

/** A block that another site's calendar made. */
const broughtIn = async (scene: Scene): Promise<readonly string[]> => {
  const { id: property_id } = await home(scene);
  const [import_id, block_id] = [newId(), newId()];
  await scene.house.build.insert('calendar_imports', { id: import_id, property_id, url: 'https://calendar.invalid/home.ics' });
  await scene.house.build.insert('imported_events', { import_id, external_uid: 'a', ...days });
  await scene.house.build.insert('property_blocks', { id: block_id, property_id, source_id: import_id, external_uid: 'a', ...days });
  return [property_id, block_id];
};

/** How the rows about calendars are called. */
export const CALENDAR_CALLS: Readonly<Record<string, Call>> = {
  'GET /api/v1/properties/:id/calendar.ics': async (scene) => {
    const { id } = await home(scene);
    const token = new URL(scene.house.app.get(CalendarLinks).urlOf({ id, calendar_generation: 1 })).searchParams.get('token') ?? '';
    return { ids: [id], query: { token } };
  },
  'GET /api/v1/properties/:id/calendar.ics (without its token)': async (scene) => ({ ids: [(await home(scene)).id] }),
  'GET /api/v1/properties/:id/calendar-imports': async (scene) => ({ ids: [(await home(scene)).id] }),
  'PUT /api/v1/properties/:id/calendar-imports': async (scene) => ({ ids: [(await home(scene)).id], ...list }),
  'PUT /api/v1/properties/:id/calendar-imports (a draft)': async (scene) => ({ ids: [(await home(scene, { status: 'draft' })).id], ...list }),
  'DELETE /api/v1/properties/:id/blocks/:block_id (brought in)': async (scene) => ({ ids: await broughtIn(scene) }),
};
