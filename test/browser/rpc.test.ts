import { afterEach, expect, test } from 'vitest';
import { VaultError } from '../../src/core/errors.ts';
import { callback, Connection, moving } from '../../src/rpc/connection.ts';
import { WorkerPool } from '../../src/rpc/worker-pool.ts';
import type { trial } from '../support/trial-worker.ts';

type Trial = typeof trial;
const spawn = (): Worker => new Worker(new URL('../support/trial-worker.ts', import.meta.url), { type: 'module' });

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
function connect(worker = spawn()): Connection<Trial> {
  const connection = new Connection<Trial>(worker);
  ends.push(() => connection.end());
  return connection;
}
function pool(size: number, idleMs = 60_000): WorkerPool<Trial> {
  const workers = new WorkerPool<Trial>({ spawn, size, idleMs });
  ends.push(() => workers.close());
  return workers;
}

test('an error keeps its class, code, detail and message across the worker boundary', async () => {
  const error: unknown = await connect()
    .api.refuse()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(VaultError);
  expect(error).toMatchObject({ code: 'tag-mismatch', detail: { block: 7 }, message: 'the tag differs' });
});

test('what nobody foresaw arrives as internal, an abort as cancelled', async () => {
  const { api } = connect();
  await expect(api.stumble()).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' });
  await expect(api.abort()).rejects.toMatchObject({ code: 'cancelled' });
});

test('calls to a worker that is ended reject, open ones and later ones', async () => {
  const connection = connect();
  await connection.ready;
  const open = connection.api.wait();
  connection.end();
  await expect(open).rejects.toMatchObject({ code: 'worker-died' });
  await expect(connection.api.count()).rejects.toMatchObject({ code: 'worker-died' });
});

test('calls to a worker that fails outside of any call reject', async () => {
  const worker = spawn();
  worker.addEventListener('error', (event) => event.preventDefault());
  await expect(connect(worker).api.crash()).rejects.toMatchObject({ code: 'worker-died' });
});

test('a worker whose script cannot be loaded rejects instead of waiting for ever', async () => {
  const worker = new Worker(new URL('/no-such-script.ts', location.href), { type: 'module' });
  const connection = connect(worker);
  await expect(connection.ready).rejects.toMatchObject({ code: 'worker-died' });
  await expect(connection.api.count()).rejects.toMatchObject({ code: 'worker-died' });
});

test('buffers move through callbacks without a copy, and a callback’s error comes back whole', async () => {
  const { api } = connect();
  const sum = await api.each(
    5,
    callback((bytes) => Promise.resolve(bytes[0] ?? 0)),
  );
  expect(sum).toBe(0 + 1 + 2 + 3 + 4);
  const failing = callback(() => Promise.reject(new VaultError('quota', 'full', { pack: 3 })));
  await expect(api.each(1, failing)).rejects.toMatchObject({ code: 'quota', detail: { pack: 3 } });
});

test('a part of a buffer is never moved: its siblings stay whole', () => {
  const whole = new Uint8Array(10);
  const part = whole.subarray(2, 4);
  const { port1 } = new MessageChannel();
  port1.postMessage(moving({ part }, [part]));
  expect(whole.length).toBe(10);
});

test('a pool spawns no more workers than allowed, and only when needed', async () => {
  const workers = pool(2);
  expect(workers.workers).toBe(0);
  await workers.run(({ api }) => api.count());
  expect(await workers.run(({ api }) => api.count())).toBe(2);
  expect(workers.workers).toBe(1);
  await Promise.all(Array.from({ length: 8 }, () => workers.run(({ api }) => api.count())));
  expect(workers.workers).toBe(2);
});

test('a task past its deadline ends with its worker, and the next one gets a fresh worker', async () => {
  const workers = pool(1);
  await workers.run(({ api }) => api.count());
  await expect(workers.run(({ api }) => api.hang(), { deadlineMs: 200 })).rejects.toMatchObject({ code: 'deadline' });
  expect(await workers.run(({ api }) => api.count())).toBe(1);
});

test('a deadline can be lifted, and put again, by the task that holds it', async () => {
  const workers = pool(1);
  const kept = workers.run(
    async ({ api, restart }) => {
      restart(undefined);
      const counted = await api.count();
      restart(150);
      await api.wait();
      return counted;
    },
    { deadlineMs: 100 },
  );
  await expect(kept).rejects.toMatchObject({ code: 'deadline', message: 'no end after 150 ms' });
});

test('a cancelled task rejects at once, running or waiting, and the rest go on', async () => {
  const workers = pool(1);
  const running = new AbortController();
  const waiting = new AbortController();
  const first = workers.run(({ api }) => api.wait(), { signal: running.signal });
  const second = workers.run(({ api }) => api.count(), { signal: waiting.signal });
  const third = workers.run(({ api }) => api.count());
  waiting.abort();
  await expect(second).rejects.toMatchObject({ code: 'cancelled' });
  running.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(await third).toBe(1);
});

test('a task that is cancelled before it begins never takes a worker', async () => {
  const workers = pool(1);
  await expect(workers.run(({ api }) => api.count(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(workers.workers).toBe(0);
});

test('an idle worker is given back', async () => {
  const workers = pool(2, 50);
  await workers.run(({ api }) => api.count());
  expect(workers.workers).toBe(1);
  await expect.poll(() => workers.workers).toBe(0);
  expect(await workers.run(({ api }) => api.count())).toBe(1);
});

test('closing a pool rejects what runs and what waits', async () => {
  const workers = pool(1);
  const tasks = [workers.run(({ api }) => api.wait()), workers.run(({ api }) => api.count())];
  const outcomes = Promise.allSettled(tasks);
  workers.close();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
});
