/** Bare socket.io with its Redis adapter: a message to a room of one on any instance, nothing checked, nothing stored. */
import { createServer } from 'node:http';
import process from 'node:process';

import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

const http = createServer((_request, response) => response.end('ready'));
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, adapter: createAdapter(new Redis(process.env.REDIS_URL), new Redis(process.env.REDIS_URL)) });
io.of('/ws/messages').on('connection', (socket) => {
  const { id } = socket.handshake.auth;
  socket.join(id);
  socket.emit('ready', {});
  socket.on('message:send', (message, acknowledge) => {
    io.of('/ws/messages').to(message.receiver_id).emit('message:new', { ...message, sender_id: id });
    acknowledge({ ok: true });
  });
});
http.listen(Number(process.env.PORT), process.env.HOST);
process.once('SIGTERM', () => process.exit(0));
