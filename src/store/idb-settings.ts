// Small values of this installation: device record, keyring, passphrase box, cursors. Strict, and under the pen.
import type { SettingsStore } from '../core/ports.ts';
import type { Database } from './database.ts';

export class IdbSettingsStore implements SettingsStore {
  constructor(private readonly database: Database) {}

  async get(name: string): Promise<unknown> {
    return this.database.read(['settings'], (transaction) => transaction.objectStore('settings').get(name));
  }

  async put(name: string, value: unknown): Promise<void> {
    await this.putAll({ [name]: value });
  }

  async putAll(values: Readonly<Record<string, unknown>>): Promise<void> {
    await this.database.write(['settings'], async (transaction) => {
      const settings = transaction.objectStore('settings');
      for (const [name, value] of Object.entries(values)) {
        if (value === undefined) await settings.delete(name);
        else await settings.put(value, name);
      }
    });
  }
}
