// Membership records of one space (design §8): append-only, few, in the order they came.
import type { Bytes } from '../core/bytes.ts';
import type { RecordStore } from '../core/ports.ts';
import type { Database } from './database.ts';
import { keysBelow } from './schema.ts';

export class IdbRecordStore implements RecordStore {
  constructor(
    private readonly database: Database,
    private readonly space: string,
  ) {}

  async append(record: Bytes): Promise<void> {
    await this.database.write(['records'], async (transaction) => {
      const records = transaction.objectStore('records');
      await records.add(record, [this.space, await records.count(keysBelow(this.space))]);
    });
  }

  async all(): Promise<Bytes[]> {
    return this.database.read(['records'], (transaction) =>
      transaction.objectStore('records').getAll(keysBelow(this.space)),
    );
  }
}
