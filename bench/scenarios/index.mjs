import book from './book.mjs';
import chat from './chat.mjs';
import detail from './detail.mjs';
import list from './list.mjs';
import login from './login.mjs';
import mail from './mail.mjs';
import me from './me.mjs';
import messages from './messages.mjs';
import myBookings from './my-bookings.mjs';
import nearby from './nearby.mjs';
import reminders from './reminders.mjs';
import search from './search.mjs';
import sockets from './sockets.mjs';
import start from './start.mjs';
import text from './text.mjs';
import upload from './upload.mjs';

/** In the order in which they run; those that write come last. */
export const SCENARIOS = [list, nearby, detail, search, text, me, myBookings, start, book, messages, chat, sockets, login, upload, mail, reminders];
