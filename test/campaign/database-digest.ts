// One digest per object store of the whole database, keys and values: whether anything at all was changed between two
// looks at it.
import { toHex } from '../../src/core/bytes.ts';
import { asked, withDatabase } from '../support/stored-bytes.ts';

/** @returns SHA-256 over every key and value of each object store, in key order, by the store's name */
export function digestDatabase(): Promise<Record<string, string>> {
  return withDatabase(async (database) => {
    const digests: Record<string, string> = {};
    for (const name of database.objectStoreNames) {
      const rows = database.transaction(name).objectStore(name);
      const [keys, values] = await Promise.all([asked(rows.getAllKeys()), asked<unknown[]>(rows.getAll())]);
      const parts: string[] = [];
      for (const [index, key] of keys.entries()) parts.push(JSON.stringify(key), await describe(values[index]));
      digests[name] = await digestOf(new TextEncoder().encode(parts.join('\n')));
    }
    return digests;
  });
}

/** Text that differs wherever a stored value does. A CryptoKey shows its kind only: its bytes are not to be had. */
async function describe(value: unknown): Promise<string> {
  if (value instanceof Blob) return `blob ${await digestOf(new Uint8Array(await value.arrayBuffer()))}`;
  if (value instanceof Uint8Array) return `bytes ${await digestOf(new Uint8Array(value))}`;
  if (value instanceof CryptoKey) return `key ${value.type} ${value.algorithm.name}`;
  if (Array.isArray(value)) return `[${(await Promise.all(value.map(describe))).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const fields = await Promise.all(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([name, field]) => `${name}: ${await describe(field)}`),
  );
  return `{${fields.join()}}`;
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
