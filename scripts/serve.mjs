// @ts-check
// Serves a built app as a static host would, on this machine only: for `npm start`, the end-to-end tests, the
// bench and the screens. Routes live in the fragment, so there is no fallback page; a path is a file or nothing.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** @type {Record<string, string>} */
const mediaTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
};

/** What a header can say and the page's own meta element cannot. */
const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "frame-ancestors 'none'",
};

/**
 * @typedef {object} ServeOptions
 * @property {string} folder  what to serve, usually dist/
 * @property {number} [port]  0, the default, takes any free one
 * @property {string} [basePath]  the sub-path to serve under, with both slashes; "/" unless told
 * @property {boolean} [signalling]  also run the signalling server, at /signal
 *
 * @typedef {object} Served
 * @property {string} url  of the app, with its trailing slash
 * @property {number} port
 * @property {() => Promise<void>} close  ends open connections too
 */

/**
 * The file a request means.
 * @param {string} folder @param {string} basePath @param {string} target  the request line's path and query
 * @returns {string | undefined} undefined where it lies outside the folder or is hidden
 */
function fileFor(folder, basePath, target) {
  let path;
  try {
    path = decodeURIComponent(target.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return undefined; // malformed escapes name nothing
  }
  if (!path.startsWith(basePath) || path.includes('\0')) return undefined;
  const relative = path.slice(basePath.length) || 'index.html';
  if (relative.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined;
  const file = resolve(folder, relative);
  return file.startsWith(folder + sep) ? file : undefined;
}

/** Vite names everything under assets/ by its content; every other name may mean other bytes tomorrow.
 * @param {string} file @param {string} folder */
function cacheControl(file, folder) {
  return file.startsWith(join(folder, 'assets') + sep) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * @param {string} folder @param {string} basePath
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => Promise<void>}
 */
function answerFrom(folder, basePath) {
  return async (request, response) => {
    const target = request.url ?? '/';
    if (`${target}/` === basePath) {
      response.writeHead(301, { Location: basePath }).end();
      return;
    }
    // Only the service worker answers a POST (the share target); without it there is nothing here.
    const file = request.method === 'GET' || request.method === 'HEAD' ? fileFor(folder, basePath, target) : undefined;
    const info = file ? await stat(file).catch(() => undefined) : undefined; // absent: answered with 404 below
    if (!file || !info?.isFile()) {
      response.writeHead(404, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      'Content-Length': info.size,
      'Cache-Control': cacheControl(file, folder),
    });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  };
}

/**
 * @param {import('node:http').Server} server @param {number} port @param {string} host
 * @returns {Promise<void>}
 */
function listen(server, port, host) {
  return new Promise((settle, refuse) => {
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      settle();
    });
  });
}

/**
 * Listens on both loopback addresses: browsers may try either for "localhost", and what answered on the other one
 * would be a stranger.
 *
 * @param {ServeOptions} options
 * @returns {Promise<Served>}
 * @throws Error with code EADDRINUSE where the port is taken
 */
export async function serve({ folder, port = 0, basePath = '/', signalling = false }) {
  const answer = answerFrom(resolve(folder), basePath);
  const four = createServer();
  await listen(four, port, '127.0.0.1');
  // After listening, since it takes every later error of the server for its own.
  const signal = signalling ? (await import('./signal.mjs')).attachSignalling(four, '/signal') : undefined;
  four.on('request', (request, response) => {
    if (signal && request.url?.startsWith('/signal/')) signal(request, response);
    else answer(request, response).catch(() => response.destroy());
  });
  four.on('clientError', (_, socket) => socket.destroy());
  const address = four.address();
  const bound = typeof address === 'object' && address ? address.port : port;

  const six = createServer();
  // A WebSocket is no longer the HTTP server's to close; left open it would keep the process.
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  for (const server of [four, six]) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  for (const event of ['request', 'upgrade', 'clientError']) six.on(event, (...what) => four.emit(event, ...what));
  try {
    await listen(six, bound, '::1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // A machine without IPv6 has nothing to guard there.
    if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') {
      four.close();
      // "Any free port" was free on one address only: there are others.
      if (port === 0 && code === 'EADDRINUSE') return serve({ folder, port, basePath, signalling });
      throw error;
    }
  }
  return {
    url: `http://localhost:${bound}${basePath}`,
    port: bound,
    close: async () => {
      for (const server of [four, six]) {
        if (!server.listening) continue;
        const closed = new Promise((settle) => server.close(settle));
        for (const socket of sockets) socket.destroy();
        await closed;
      }
    },
  };
}
