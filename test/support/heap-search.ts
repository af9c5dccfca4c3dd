// Looks for a secret in everything that the page's thread can reach: its V8 heap (strings, arrays of numbers), the
// bytes of its live buffers, which heap snapshots leave out, and every message that ever came to it. Not the process's
// memory: the vault worker lives in the same process, with the keys, as it must.
import type { Page } from 'playwright/test';

export interface PageMemory {
  /** Every string of the heap, and every living array of numbers, joined by commas. */
  readonly texts: readonly string[];
  /** Contents of ArrayBuffers that living objects hold. */
  readonly buffers: readonly Buffer[];
  /** Bytes and strings of messages from workers and ports since the page began. */
  readonly crossedBytes: readonly Buffer[];
  readonly crossedTexts: readonly string[];
}

/** To launch with: snapshots cut every string after 1,024 characters unless told. */
export const wholeStrings = '--js-flags=--heap-snapshot-string-limit=10000000';

/** To be called before the first navigation: records what comes in through workers, ports and channels. */
export async function recordMessages(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const crossed: { bytes: Uint8Array[]; texts: string[] } = { bytes: [], texts: [] };
    Object.assign(globalThis, { crossedForTest: crossed });
    const note = (value: unknown, seen: Set<object>): void => {
      if (typeof value === 'string') crossed.texts.push(value);
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      if (value instanceof ArrayBuffer) crossed.bytes.push(new Uint8Array(value.slice(0)));
      else if (ArrayBuffer.isView(value)) {
        const { buffer, byteOffset, byteLength } = value;
        crossed.bytes.push(new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength)));
      } else if (value instanceof Map) for (const pair of value) note(pair, seen);
      else if (Array.isArray(value) && value.every((item) => typeof item === 'number'))
        crossed.texts.push(value.join(','));
      else for (const item of value instanceof Set ? value : Object.values(value)) note(item, seen);
    };
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data') ?? {};
    if (!get) throw new Error('messages cannot be watched here');
    const read = new WeakSet<object>();
    Object.defineProperty(MessageEvent.prototype, 'data', {
      configurable: true,
      get(this: MessageEvent): unknown {
        const data: unknown = get.call(this);
        if (!read.has(this)) note(data, new Set());
        read.add(this);
        return data;
      },
    });
  });
}

export async function readPageMemory(page: Page): Promise<PageMemory> {
  const live = await liveValues(page);
  const texts = [...stringsOf(await takeSnapshot(page)), ...live.texts, ...(await liveNumbers(page))];
  const crossed = await page.evaluate(() => {
    const { bytes, texts: strings } = (
      globalThis as unknown as { crossedForTest: { bytes: Uint8Array[]; texts: string[] } }
    ).crossedForTest;
    const encode = (all: Uint8Array) => {
      let text = '';
      for (let at = 0; at < all.length; at += 8_192) text += String.fromCharCode(...all.subarray(at, at + 8_192));
      return btoa(text);
    };
    return { bytes: bytes.map(encode), texts: strings };
  });
  const crossedBytes = crossed.bytes.map((text) => Buffer.from(text, 'base64'));
  return { texts, buffers: live.buffers, crossedBytes, crossedTexts: crossed.texts };
}

interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** Arrays of small numbers are no part of a snapshot, whatever is asked for: see {@link liveNumbers}. */
async function takeSnapshot(page: Page): Promise<HeapSnapshot> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  // Collects garbage first: what is found is what is still reachable.
  await session.send('HeapProfiler.takeHeapSnapshot', { captureNumericValue: true, exposeInternals: true });
  await session.detach();
  return JSON.parse(chunks.join('')) as HeapSnapshot;
}

/**
 * Every string of the heap. V8 keeps what was concatenated in two parts: those are joined here. A part cut out of a
 * longer string stands in no snapshot, only the whole it was cut from does: {@link liveValues} reads what objects hold.
 */
function stringsOf({ snapshot, nodes, edges, strings }: HeapSnapshot): string[] {
  const { node_fields: nodeFields, node_types: nodeTypes, edge_fields: edgeFields } = snapshot.meta;
  const field = (fields: readonly string[], wanted: string): number => {
    const at = fields.indexOf(wanted);
    if (at < 0) throw new Error(`a heap snapshot without ${wanted}`);
    return at;
  };
  const [type, name, edgeCount] = ['type', 'name', 'edge_count'].map((one) => field(nodeFields, one)) as [
    number,
    number,
    number,
  ];
  const [edgeName, target] = ['name_or_index', 'to_node'].map((one) => field(edgeFields, one)) as [number, number];
  const concatenated = field(nodeTypes[0], 'concatenated string');
  const parts = new Map<number, readonly [first: number, second: number]>();
  const isPart = new Set<number>();
  for (let node = 0, edge = 0; node < nodes.length; node += nodeFields.length) {
    const end = edge + (nodes[node + edgeCount] as number) * edgeFields.length;
    if (nodes[node + type] === concatenated) {
      const part = (wanted: string): number => {
        for (let at = edge; at < end; at += edgeFields.length)
          if (strings[edges[at + edgeName] as number] === wanted) return edges[at + target] as number;
        throw new Error(`a concatenated string without its ${wanted} part`);
      };
      const both = [part('first'), part('second')] as const;
      parts.set(node, both);
      for (const one of both) isPart.add(one);
    }
    edge = end;
  }
  const joined: string[] = [];
  for (const root of parts.keys()) {
    if (isPart.has(root)) continue;
    const pieces: string[] = [];
    for (const left = [root]; left.length > 0;) {
      const node = left.pop() as number;
      const both = parts.get(node);
      if (both) left.push(both[1], both[0]);
      else pieces.push(strings[nodes[node + name] as number] ?? '');
    }
    joined.push(pieces.join(''));
  }
  return [...strings, ...joined];
}

/** Calls a function, given as source, on the array of all living objects that inherit from a prototype. */
async function askLiving(page: Page, prototype: string, functionDeclaration: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: prototype });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
  const answer = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    returnByValue: true,
    functionDeclaration,
  });
  await session.detach();
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
  return answer.result.value as string[];
}

/** What living objects, arrays, maps and sets hold: bytes, and strings long enough to be a key in writing. */
async function liveValues(page: Page): Promise<{ texts: string[]; buffers: Buffer[] }> {
  // V8 does not list buffers themselves; what only a closure or a private field holds escapes, too, but not the
  // record of messages: bytes come into the page in no other way.
  const found = await askLiving(
    page,
    'Object.prototype',
    `function () {
      const texts = new Set();
      const buffers = new Set();
      const note = (value) => {
        if (typeof value === 'string' && value.length >= 32) texts.add(value);
        if (ArrayBuffer.isView(value)) buffers.add(value.buffer);
        else if (value instanceof ArrayBuffer) buffers.add(value);
      };
      for (const one of this) {
        for (const { value } of Object.values(Object.getOwnPropertyDescriptors(one))) note(value);
        if (one instanceof Set || one instanceof Map)
          try { for (const item of one) for (const value of [].concat(item)) note(value); } catch { /* a prototype */ }
      }
      const encode = (buffer) => {
        const all = new Uint8Array(buffer);
        let text = '';
        for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192));
        return btoa(text);
      };
      const whole = [...buffers].filter((one) => one instanceof ArrayBuffer && !one.detached);
      return [...[...texts].map((text) => 't' + text), ...whole.map((buffer) => 'b' + encode(buffer))];
    }`,
  );
  return {
    texts: found.filter((one) => one.startsWith('t')).map((one) => one.slice(1)),
    buffers: found.filter((one) => one.startsWith('b')).map((one) => Buffer.from(one.slice(1), 'base64')),
  };
}

/** Arrays of numbers, joined by commas. */
function liveNumbers(page: Page): Promise<string[]> {
  return askLiving(
    page,
    'Array.prototype',
    `function () {
      return this
        .filter((one) => Array.isArray(one) && one.length >= 16 && one.every((item) => typeof item === 'number'))
        .map((one) => one.join());
    }`,
  );
}

/** As text a secret may stand in: hex, base64 and base64url at any alignment, bytes in decimal. */
function writings(secret: Uint8Array): Record<string, readonly string[]> {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // Characters at both ends also hold bits of the neighbours.
    return text.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
  });
  return {
    hex: [bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
    base64,
    base64url: base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    decimal: [bytes.join(','), bytes.join(', ')],
    binary: [bytes.toString('latin1')],
  };
}

/** @returns where the secret was found: "heap hex", "buffer", "message", "message decimal" …; sorted, each once */
export function findSecret(memory: PageMemory, secret: Uint8Array): string[] {
  const found = new Set<string>();
  for (const [form, texts] of Object.entries(writings(secret)))
    for (const text of texts) {
      if (memory.texts.some((one) => one.includes(text))) found.add(`heap ${form}`);
      if (memory.crossedTexts.some((one) => one.includes(text))) found.add(`message ${form}`);
    }
  const bytes = Buffer.from(secret);
  if (memory.buffers.some((one) => one.includes(bytes))) found.add('buffer');
  if (memory.crossedBytes.some((one) => one.includes(bytes))) found.add('message');
  return [...found].sort();
}
