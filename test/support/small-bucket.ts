// A storage bucket with a real, small quota for browser tests. Chromium's DevTools override of the origin's quota
// is not enough here: IndexedDB remembers for up to 30 s how much room it was told there is.

interface StorageBucket {
  readonly indexedDB: IDBFactory;
}
interface StorageBuckets {
  open(name: string, options: { quota: number }): Promise<StorageBucket>;
  delete(name: string): Promise<void>;
}

/** Runs `body` with the global `indexedDB` that of a new bucket. */
export async function withSmallBucket(quotaBytes: number, body: () => Promise<void>): Promise<void> {
  const buckets = (navigator as unknown as { readonly storageBuckets: StorageBuckets }).storageBuckets;
  const name = 'small';
  await buckets.delete(name);
  const bucket = await buckets.open(name, { quota: quotaBytes });
  const original = Object.getOwnPropertyDescriptor(self, 'indexedDB');
  Object.defineProperty(self, 'indexedDB', { configurable: true, value: bucket.indexedDB });
  try {
    await body();
  } finally {
    if (original) Object.defineProperty(self, 'indexedDB', original);
    await buckets.delete(name);
  }
}
