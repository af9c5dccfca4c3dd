// The in-memory store against the contract that the IndexedDB store passes in a browser.
import { MemoryDisk } from '../../src/store/memory-disk.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import { blockStoreContract } from '../contract/block-store.contract.ts';
import { storeContract, type StoreHarness } from '../contract/store.contract.ts';

async function harness(): Promise<StoreHarness> {
  const disk = new MemoryDisk();
  return {
    open: async () => openMemoryStore(disk),
    damage: async (space, pack, change) => {
      const held = disk.space(space).packs.get(pack);
      if (held !== undefined) held.file = change(held.file);
    },
    dispose: async () => undefined,
  };
}

storeContract('MemoryStore', harness);
blockStoreContract('MemoryStore', harness);
