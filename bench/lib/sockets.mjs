/** Many connections to the chat from one process: Node's own WebSocket and the few packets of socket.io that keep one open. */
import pLimit from 'p-limit';

const NAMESPACE = '/ws/messages';
const AT_ONCE = 100;
const PATIENCE = 60_000;

/** Opens `count` connections, shared out among the people; @returns `{ open(), close() }` once all of them are let in */
export async function connectMany(url, people, count) {
  const limit = pLimit(AT_ONCE);
  const sockets = await Promise.all(Array.from({ length: count }, (_, nth) => limit(() => connect(url, people[nth % people.length].token))));
  return {
    open: () => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

/** Resolves when the server says `ready`. */
function connect(url, token) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error('a socket was not let in')), PATIENCE);
    socket.onerror = () => reject(new Error('a socket could not connect'));
    socket.onmessage = ({ data }) => {
      if (data.startsWith('0')) socket.send(`40${NAMESPACE},${JSON.stringify({ token })}`);
      else if (data === '2') socket.send('3');
      else if (data.startsWith(`44${NAMESPACE}`)) reject(new Error(`a socket was refused: ${data}`));
      else if (data.startsWith(`42${NAMESPACE},["ready"`)) {
        clearTimeout(tooLate);
        resolve(socket);
      }
    };
  });
}
