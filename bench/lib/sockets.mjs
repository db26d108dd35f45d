/** Many connections to the chat from one process: Node's own WebSocket and the few packets of socket.io that keep one open. */
import pLimit from 'p-limit';

const NAMESPACE = '/ws/messages';
const AT_ONCE = 100;
const PATIENCE = 60_000;

/** Connections that are there until they are closed, also where some of them could not be opened. */
export class ManySockets {
  #sockets = [];

  /** Opens `count` of them, shared out among the people; resolves once all are let in. */
  async connect(url, people, count) {
    const limit = pLimit(AT_ONCE);
    await Promise.all(Array.from({ length: count }, (_, nth) => limit(() => this.#connect(url, people[nth % people.length].token))));
  }

  get open() {
    return this.#sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length;
  }

  close() {
    for (const socket of this.#sockets) socket.close();
  }

  #connect(url, token) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    this.#sockets.push(socket);
    return ready(socket, token);
  }
}

/** Resolves when the server says `ready`. */
function ready(socket, token) {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error('a socket was not let in')), PATIENCE);
    socket.onerror = () => reject(new Error('a socket could not connect'));
    socket.onmessage = ({ data }) => {
      if (data.startsWith('0')) socket.send(`40${NAMESPACE},${JSON.stringify({ token })}`);
      else if (data === '2') socket.send('3');
      else if (data.startsWith(`44${NAMESPACE}`)) reject(new Error(`a socket was refused: ${data}`));
      else if (data.startsWith(`42${NAMESPACE},["ready"`)) {
        clearTimeout(tooLate);
        resolve();
      }
    };
  });
}
