// Hands inside the database, as rot, a power cut or a thief would have them: tests flip, cut and swap what is stored
// behind the vault's back.
import { eachPackRow } from '../../src/core/pack/pack-rows.ts';
import { readPackRows } from '../../src/core/pack/pack.ts';
import { toHex } from '../../src/core/bytes.ts';

export async function withDatabase<Result>(act: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
  const database = await asked(indexedDB.open('tessera'));
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

export function asked<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new Error(request.error?.message ?? 'a request failed'));
    };
  });
}

interface StoredPack {
  readonly name: Uint8Array;
  readonly file: Blob;
}

async function eachPack(
  database: IDBDatabase,
  change: (file: Blob, key: IDBValidKey) => Promise<Blob | undefined>,
): Promise<number> {
  const keys = await asked(database.transaction('packs').objectStore('packs').getAllKeys());
  let changed = 0;
  for (const key of keys) {
    const row = (await asked(database.transaction('packs').objectStore('packs').get(key))) as StoredPack;
    const file = await change(row.file, key);
    if (!file) continue;
    await asked(
      database
        .transaction('packs', 'readwrite')
        .objectStore('packs')
        .put({ ...row, file }, key),
    );
    changed++;
  }
  return changed;
}

/** Flips bits of one block's ciphertext wherever it is stored. @returns in how many packs */
export function flipBits(rehash: string, bits: readonly number[]): Promise<number> {
  return withDatabase((database) =>
    eachPack(database, async (file) => {
      for (const row of eachPackRow(await readPackRows(file))) {
        if (toHex(row.rehash) !== rehash) continue;
        const bytes = new Uint8Array(await file.arrayBuffer());
        for (const bit of bits) {
          const at = row.offset + (bit >> 3);
          bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
        }
        return new Blob([bytes]);
      }
      return undefined;
    }),
  );
}

/** Whether some pack holds the block with exactly the bytes that hash to its name. */
export function holdsSoundCopy(rehash: string, isSound: (cipher: Uint8Array) => Promise<boolean>): Promise<boolean> {
  return withDatabase(async (database) => {
    let found = false;
    await eachPack(database, async (file) => {
      for (const row of eachPackRow(await readPackRows(file)))
        if (toHex(row.rehash) === rehash) {
          const cipher = await file.slice(row.offset, row.offset + row.length).arrayBuffer();
          found ||= await isSound(new Uint8Array(cipher));
        }
      return undefined;
    });
    return found;
  });
}

/** What a power cut can leave of a pack: its first half, or as many zeros. @param which  index in key order */
export function damagePack(which: number, how: 'cut' | 'zero'): Promise<number> {
  let index = 0;
  return withDatabase((database) =>
    eachPack(database, (file) => {
      if (index++ !== which) return Promise.resolve(undefined);
      return Promise.resolve(
        how === 'cut' ? new Blob([file.slice(0, file.size >> 1)]) : new Blob([new Uint8Array(file.size)]),
      );
    }),
  );
}

/** Exchanges the sealed previews of two photos. */
export function swapPreviews(): Promise<void> {
  return withDatabase(async (database) => {
    const read = database.transaction('previews').objectStore('previews');
    const [keys, values] = await Promise.all([asked(read.getAllKeys()), asked(read.getAll())]);
    if (keys.length !== 2) throw new Error(`two previews are expected, ${String(keys.length)} are there`);
    const write = database.transaction('previews', 'readwrite').objectStore('previews');
    await Promise.all([
      asked(write.put(values[1], keys[0] as IDBValidKey)),
      asked(write.put(values[0], keys[1] as IDBValidKey)),
    ]);
  });
}
