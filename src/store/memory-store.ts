// The in-memory twin of idb-store.ts, with the same semantics, the pen included: for tests of the vault in Node.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { DeviceId, SpaceId } from '../core/ids.ts';
import { packRowBytes } from '../core/pack/pack-rows.ts';
import type {
  CacheStore,
  InboxStore,
  LogStore,
  RecordStore,
  SettingsStore,
  SpaceStore,
  Store,
  StoreUsage,
} from '../core/ports.ts';
import { indexRowBytes } from './index-rows.ts';
import { MemoryBlockStore } from './memory-blocks.ts';
import { MemoryConnection, MemoryDisk } from './memory-disk.ts';

/** @param disk  what another store wrote to, to open the same vault again or beside it */
export function openMemoryStore(disk = new MemoryDisk()): Store {
  return new MemoryStore(new MemoryConnection(disk));
}

class MemoryStore implements Store {
  readonly settings: SettingsStore;
  readonly inbox: InboxStore;

  constructor(private readonly connection: MemoryConnection) {
    this.settings = new MemorySettingsStore(connection);
    this.inbox = new MemoryInboxStore(connection);
  }

  space(space: SpaceId): SpaceStore {
    const { connection } = this;
    const held = () => connection.disk.space(space);
    return {
      blocks: new MemoryBlockStore(connection, space),
      logs: new MemoryLogStore(connection, space),
      records: new MemoryRecordStore(connection, space),
      pages: new MemoryCacheStore(connection, () => held().pages, true),
      previews: new MemoryCacheStore(connection, () => held().previews, false),
    };
  }

  async takePen(): Promise<void> {
    this.connection.takePen();
  }

  async usage(): Promise<StoreUsage> {
    this.connection.checkOpen();
    const usage = { packs: 0, index: 0, logs: 0, pages: 0, previews: 0, inbox: 0 };
    for (const space of this.connection.disk.spaces.values()) {
      for (const { info } of space.packs.values()) {
        usage.packs += info.bytes;
        usage.index += info.blocks * (packRowBytes + indexRowBytes);
      }
      for (const batch of [...space.logs.values()].flat()) usage.logs += batch.length;
      for (const record of space.records) usage.logs += record.length;
      for (const bytes of space.pages.values()) usage.pages += bytes.length;
      for (const bytes of space.previews.values()) usage.previews += bytes.length;
    }
    for (const item of this.connection.disk.inbox.values()) usage.inbox += item.size;
    return usage;
  }

  async destroy(): Promise<void> {
    this.connection.checkOpen();
    const { disk } = this.connection;
    disk.destroyed = true;
    disk.settings.clear();
    disk.inbox.clear();
    disk.spaces.clear();
  }

  close(): void {
    this.connection.close();
  }
}

class MemorySettingsStore implements SettingsStore {
  constructor(private readonly connection: MemoryConnection) {}

  async get(name: string): Promise<unknown> {
    this.connection.checkOpen();
    return structuredClone(this.connection.disk.settings.get(name));
  }

  async put(name: string, value: unknown): Promise<void> {
    await this.putAll({ [name]: value });
  }

  async putAll(values: Readonly<Record<string, unknown>>): Promise<void> {
    this.connection.checkPen();
    const copies = Object.entries(values).map(([name, value]) => [name, structuredClone(value)] as const);
    for (const [name, value] of copies) {
      if (value === undefined) this.connection.disk.settings.delete(name);
      else this.connection.disk.settings.set(name, value);
    }
  }
}

class MemoryInboxStore implements InboxStore {
  constructor(private readonly connection: MemoryConnection) {}

  async add(item: Blob): Promise<number> {
    this.connection.checkOpen();
    const id = this.connection.disk.nextInbox++;
    this.connection.disk.inbox.set(id, item);
    return id;
  }

  async list(): Promise<number[]> {
    this.connection.checkOpen();
    return [...this.connection.disk.inbox.keys()];
  }

  async read(id: number): Promise<Blob | undefined> {
    this.connection.checkOpen();
    return this.connection.disk.inbox.get(id);
  }

  async delete(id: number): Promise<void> {
    this.connection.checkPen();
    this.connection.disk.inbox.delete(id);
  }
}

class MemoryLogStore implements LogStore {
  constructor(
    private readonly connection: MemoryConnection,
    private readonly space: string,
  ) {}

  async append(device: DeviceId, sequence: number, batch: Bytes): Promise<void> {
    this.connection.checkPen();
    const { logs } = this.connection.disk.space(this.space);
    const chain = logs.get(device) ?? [];
    if (sequence !== chain.length)
      throw new VaultError('storage', 'not the next batch of its chain', { sequence, next: chain.length });
    logs.set(device, [...chain, batch.slice()]);
  }

  async read(device: DeviceId, sequence: number): Promise<Bytes | undefined> {
    return this.chain(device)[sequence]?.slice();
  }

  async *since(device: DeviceId, from: number): AsyncGenerator<{ sequence: number; batch: Bytes }> {
    for (let sequence = from; ; sequence++) {
      const batch = await this.read(device, sequence);
      if (batch === undefined) return;
      yield { sequence, batch };
    }
  }

  async heads(): Promise<Map<DeviceId, number>> {
    this.connection.checkOpen();
    const { logs } = this.connection.disk.space(this.space);
    return new Map([...logs].map(([device, chain]) => [device as DeviceId, chain.length]));
  }

  private chain(device: DeviceId): readonly Bytes[] {
    this.connection.checkOpen();
    return this.connection.disk.space(this.space).logs.get(device) ?? [];
  }
}

class MemoryRecordStore implements RecordStore {
  constructor(
    private readonly connection: MemoryConnection,
    private readonly space: string,
  ) {}

  async append(record: Bytes): Promise<void> {
    this.connection.checkPen();
    this.connection.disk.space(this.space).records.push(record.slice());
  }

  async all(): Promise<Bytes[]> {
    this.connection.checkOpen();
    return this.connection.disk.space(this.space).records.map((record) => record.slice());
  }
}

class MemoryCacheStore implements CacheStore {
  constructor(
    private readonly connection: MemoryConnection,
    private readonly entries: () => Map<string, Bytes>,
    private readonly needsPen: boolean,
  ) {}

  async get(name: string): Promise<Bytes | undefined> {
    this.connection.checkOpen();
    const entries = this.entries();
    const bytes = entries.get(name);
    if (bytes === undefined) return undefined;
    entries.delete(name);
    entries.set(name, bytes);
    return bytes.slice();
  }

  async put(name: string, bytes: Bytes): Promise<void> {
    const entries = this.changing();
    entries.delete(name);
    entries.set(name, bytes.slice());
  }

  async delete(name: string): Promise<void> {
    this.changing().delete(name);
  }

  async clear(): Promise<void> {
    this.changing().clear();
  }

  async trim(bytes: number): Promise<void> {
    const entries = this.changing();
    let held = (await this.size()).bytes;
    for (const [name, { length }] of entries) {
      if (held <= bytes) return;
      entries.delete(name);
      held -= length;
    }
  }

  async size(): Promise<{ entries: number; bytes: number }> {
    this.connection.checkOpen();
    const sizes = [...this.entries().values()].map(({ length }) => length);
    return { entries: sizes.length, bytes: sizes.reduce((sum, length) => sum + length, 0) };
  }

  private changing(): Map<string, Bytes> {
    if (this.needsPen) this.connection.checkPen();
    else this.connection.checkOpen();
    return this.entries();
  }
}
