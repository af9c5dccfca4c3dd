// What arrived while the vault was locked, sealed to the inbox key. Adding needs no pen: the service worker does it
// while no tab may even be open, and an item under a number of its own changes nothing that anyone else wrote.
// Deleting needs the pen, like everything that could lose something.
import type { InboxStore } from '../core/ports.ts';
import type { Database } from './database.ts';

export class IdbInboxStore implements InboxStore {
  constructor(private readonly database: Database) {}

  async add(item: Blob): Promise<number> {
    return this.database.transact(['inbox'], 'strict', (transaction) => transaction.objectStore('inbox').add(item));
  }

  async list(): Promise<number[]> {
    return this.database.read(['inbox'], (transaction) => transaction.objectStore('inbox').getAllKeys());
  }

  async read(id: number): Promise<Blob | undefined> {
    return this.database.read(['inbox'], (transaction) => transaction.objectStore('inbox').get(id));
  }

  async delete(id: number): Promise<void> {
    await this.database.write(['inbox'], (transaction) => transaction.objectStore('inbox').delete(id));
  }
}
