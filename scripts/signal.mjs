// @ts-check
// The embedded signalling server: npm's `peer` on the app's own port, hardened. Nobody has to trust it (design §8:
// sessions are authenticated end to end), but one page must not be able to stop it or fill its memory.
import express from 'express';
import { ExpressPeerServer } from 'peer';
import { WebSocketServer } from 'ws';

/** A session description with its candidates is 3 to 6 KB. */
const maxFrameBytes = 16 * 1024;
const maxConnections = 200;
/** A peer sends some 20 frames per connection it opens; a flood ends the socket. */
const framesPerSecond = 30;
const frameBurst = 120;
/** Ids and tokens are at most 64 characters. */
const maxUrlLength = 512;

/** Pages of this machine, on whatever port: another port is another vault, and two vaults may well meet. */
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Ends a socket at its first frame that is no JSON object, and when it floods.
 * @param {import('ws').WebSocket} socket
 */
function guard(socket) {
  let credit = frameBurst;
  let last = performance.now();
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    const now = performance.now();
    credit = Math.min(frameBurst, credit + ((now - last) * framesPerSecond) / 1000) - 1;
    last = now;
    if (credit < 0 || !isMessage(String(data))) socket.terminate();
  });
}

/** @param {string} text */
function isMessage(text) {
  try {
    const message = JSON.parse(text);
    return typeof message === 'object' && message !== null && typeof message.type === 'string';
  } catch {
    return false; // not JSON: the caller ends the socket
  }
}

/**
 * @param {import('node:http').Server} server  its upgrade requests are answered from now on
 * @param {string} path  where to mount, without a trailing slash, e.g. "/signal"
 * @returns {import('node:http').RequestListener} answers plain requests below `path`
 */
export function attachSignalling(server, path) {
  const peers = ExpressPeerServer(server, {
    path: '/',
    allow_discovery: false,
    alive_timeout: 60_000,
    expire_timeout: 5_000,
    concurrent_limit: maxConnections,
    corsOptions: { origin: localOrigin },
    createWebSocketServer: (/** @type {import('ws').ServerOptions} */ options) => {
      const sockets = new WebSocketServer({
        ...options,
        maxPayload: maxFrameBytes,
        perMessageDeflate: false,
        verifyClient: (/** @type {{ origin?: string, req: import('node:http').IncomingMessage }} */ { origin, req }) =>
          sockets.clients.size < maxConnections &&
          (req.url ?? '').length <= maxUrlLength &&
          (origin === undefined || localOrigin.test(origin)),
      });
      sockets.on('connection', guard);
      return sockets;
    },
  });
  // Without a listener one bad frame would end the process. The guard has ended its sender already.
  peers.on('error', (/** @type {Error} */ error) => console.error(`signalling: ${error.message}`));
  const app = express();
  app.disable('x-powered-by');
  app.use(path, peers);
  return app;
}
