// The log batches of one space (design §5): per device a chain without gaps. The head row counts a chain and its
// bytes, so that heads and sums never load a batch; it changes in the batch's own transaction.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { DeviceId } from '../core/ids.ts';
import type { LogStore } from '../core/ports.ts';
import type { Database } from './database.ts';
import { keysBelow } from './schema.ts';

/** Batches read in one transaction: 16 of at most 1 MiB. */
const batchesAtOnce = 16;

export class IdbLogStore implements LogStore {
  constructor(
    private readonly database: Database,
    private readonly space: string,
  ) {}

  async append(device: DeviceId, sequence: number, batch: Bytes): Promise<void> {
    await this.database.write(['logs', 'logHeads'], async (transaction) => {
      const heads = transaction.objectStore('logHeads');
      const head = (await heads.get([this.space, device])) ?? { count: 0, bytes: 0 };
      if (sequence !== head.count)
        throw new VaultError('storage', 'not the next batch of its chain', { sequence, next: head.count });
      await transaction.objectStore('logs').add(batch, [this.space, device, sequence]);
      await heads.put({ count: head.count + 1, bytes: head.bytes + batch.length }, [this.space, device]);
    });
  }

  async read(device: DeviceId, sequence: number): Promise<Bytes | undefined> {
    return this.database.read(['logs'], (transaction) =>
      transaction.objectStore('logs').get([this.space, device, sequence]),
    );
  }

  async *since(device: DeviceId, from: number): AsyncGenerator<{ sequence: number; batch: Bytes }> {
    let sequence = from;
    for (;;) {
      const range = IDBKeyRange.bound([this.space, device, sequence], [this.space, device, []]);
      const batches = await this.database.read(['logs'], (transaction) =>
        transaction.objectStore('logs').getAll(range, batchesAtOnce),
      );
      for (const batch of batches) yield { sequence: sequence++, batch };
      if (batches.length < batchesAtOnce) return;
    }
  }

  async heads(): Promise<Map<DeviceId, number>> {
    return this.database.read(['logHeads'], async (transaction) => {
      const store = transaction.objectStore('logHeads');
      const keys = await store.getAllKeys(keysBelow(this.space));
      const heads = await store.getAll(keysBelow(this.space));
      return new Map(keys.map(([, device], index) => [device as DeviceId, heads[index]?.count ?? 0]));
    });
  }
}
