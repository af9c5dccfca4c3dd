// The static server and the signalling server on one port: what they answer, and what must not stop them.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { serve, type Served } from '../../scripts/serve.mjs';

let folder: string;
let app: Served;
let nested: Served;

beforeAll(async () => {
  const outer = await mkdtemp(join(tmpdir(), 'tessera-serve-'));
  folder = join(outer, 'dist');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(outer, 'secret.txt'), 'secret');
  await writeFile(join(folder, '.build-stamp'), 'stamp');
  await writeFile(join(folder, 'index.html'), '<p>here</p>');
  await writeFile(join(folder, 'manifest.webmanifest'), '{}');
  await writeFile(join(folder, 'sw.js'), '');
  await writeFile(join(folder, 'assets', 'codec-abc.wasm'), '');
  app = await serve({ folder, signalling: true });
  nested = await serve({ folder, basePath: '/some/where/' });
});
afterAll(async () => {
  await app.close();
  await nested.close();
  await rm(join(folder, '..'), { recursive: true });
});

/** Unlike fetch, leaves the path as it is. */
function statusOf(port: number, path: string, method = 'GET'): Promise<number> {
  return new Promise((settle, refuse) => {
    const sent = request({ host: '127.0.0.1', port, path, method }, (answer) => {
      answer.resume();
      settle(answer.statusCode ?? 0);
    });
    sent.on('error', refuse);
    sent.end();
  });
}

test.each([
  ['', 'text/html; charset=utf-8', 'no-cache'],
  ['sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
  ['manifest.webmanifest', 'application/manifest+json', 'no-cache'],
  ['assets/codec-abc.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
])('serves "%s" as %s, %s', async (path, type, caching) => {
  const answer = await fetch(app.url + path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('cache-control')).toBe(caching);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5c..%5csecret.txt',
  '/%00',
  '/%',
])('refuses %s, which leads outside', async (path) => {
  expect(await statusOf(app.port, path)).toBe(404);
});

test('refuses hidden files, folders and what is not there', async () => {
  for (const path of ['/.build-stamp', '/assets', '/assets/', '/nothing.js']) {
    expect(await statusOf(app.port, path), path).toBe(404);
  }
});

test('leaves a POST to the share target to the service worker', async () => {
  expect(await statusOf(app.port, '/share-target', 'POST')).toBe(404);
});

test('serves under a sub-path and nothing beside it', async () => {
  expect(nested.url).toBe(`http://localhost:${nested.port}/some/where/`);
  expect(await statusOf(nested.port, '/some/where/')).toBe(200);
  expect(await statusOf(nested.port, '/some/where')).toBe(301);
  expect(await statusOf(nested.port, '/')).toBe(404);
});

test('names a taken port by its code', async () => {
  await expect(serve({ folder, port: app.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closes although a peer is still connected', async () => {
  const short = await serve({ folder, signalling: true });
  const socket = new WebSocket(`ws://127.0.0.1:${short.port}/signal/peerjs?key=peerjs&id=a&token=b`);
  expect(await nextMessage(socket)).toMatchObject({ type: 'OPEN' });
  await short.close();
  await expect(fetch(short.url)).rejects.toThrow();
});

// — Signalling. —

function connect(id: string, options: { origin?: string } = {}): WebSocket {
  const query = new URLSearchParams({ key: 'peerjs', id, token: `token of ${id}` }).toString();
  return new WebSocket(`ws://127.0.0.1:${app.port}/signal/peerjs?${query}`, options);
}

function nextMessage(socket: WebSocket): Promise<Record<string, unknown>> {
  return new Promise((settle, refuse) => {
    socket.once('message', (data) => settle(JSON.parse(String(data)) as Record<string, unknown>));
    socket.once('close', () => refuse(new Error('closed')));
    socket.once('error', refuse);
  });
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((settle) => socket.once('close', () => settle()));
}

async function opened(id: string): Promise<WebSocket> {
  const socket = connect(id);
  expect(await nextMessage(socket)).toMatchObject({ type: 'OPEN' });
  return socket;
}

test('passes an offer from one peer to another', async () => {
  const alice = await opened('alice');
  const bob = await opened('bob');
  alice.send(JSON.stringify({ type: 'OFFER', dst: 'bob', payload: { sdp: 'v=0' } }));
  expect(await nextMessage(bob)).toMatchObject({ type: 'OFFER', src: 'alice', payload: { sdp: 'v=0' } });
  alice.terminate();
  bob.terminate();
});

test.each([
  ['a frame that is not JSON', 'nonsense'],
  ['a JSON value that is no message', 'null'],
  ['a binary frame', Buffer.from([0, 255, 1])],
  ['a frame above the limit', JSON.stringify({ type: 'OFFER', payload: 'x'.repeat(17 * 1024) })],
])('outlives %s and ends its sender', async (_, frame) => {
  const vandal = await opened('vandal');
  const end = closed(vandal);
  vandal.on('error', () => vandal.terminate());
  vandal.send(frame);
  await end;
  (await opened('after')).terminate();
});

test('ends a socket that floods', async () => {
  const vandal = await opened('flood');
  const end = closed(vandal);
  for (let i = 0; i < 500; i++) vandal.send(JSON.stringify({ type: 'HEARTBEAT' }));
  await end;
});

test('refuses sockets that pages of other sites open', async () => {
  await expect(nextMessage(connect('foreign', { origin: 'https://example.org' }))).rejects.toThrow('401');
});

test('tells nobody who is connected', async () => {
  expect(await statusOf(app.port, '/signal/peerjs/peers')).toBe(401);
});
