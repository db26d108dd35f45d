import detail from './detail.mjs';
import list from './list.mjs';
import me from './me.mjs';
import myBookings from './my-bookings.mjs';
import nearby from './nearby.mjs';
import search from './search.mjs';
import text from './text.mjs';

export const SCENARIOS = [list, nearby, detail, search, text, me, myBookings];
