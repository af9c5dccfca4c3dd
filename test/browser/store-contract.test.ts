// The IndexedDB store against the contract, in a real browser.
import { deleteDB, openDB } from 'idb';
import { openStore } from '../../src/store/idb-store.ts';
import type { TesseraSchema } from '../../src/store/schema.ts';
import { blockStoreContract } from '../contract/block-store.contract.ts';
import { storeContract, type StoreHarness } from '../contract/store.contract.ts';

let databases = 0;

async function harness(): Promise<StoreHarness> {
  const name = `contract-${databases++}`;
  await deleteDB(name);
  return {
    open: () => openStore(name),
    damage: async (space, pack, change) => {
      const raw = await openDB<TesseraSchema>(name);
      const value = await raw.get('packs', [space, pack]);
      if (value !== undefined) {
        // A slice of a stored Blob is copied out first: IndexedDB would keep a reference to the whole.
        const file = new Blob([await change(value.file).arrayBuffer()]);
        await raw.put('packs', { ...value, file }, [space, pack]);
      }
      raw.close();
    },
    dispose: () => deleteDB(name),
  };
}

storeContract('IdbStore', harness);
blockStoreContract('IdbStore', harness);
