// Takes what other apps share into Tessera, in the service worker, where the vault may be locked: each file is sealed
// at once to the device's public inbox key and waits in the store's inbox until the page is unlocked (design §8, Lock).
import type { Bytes } from '../core/bytes.ts';
import { sealToInbox } from '../core/group/inbox.ts';
import type { Store } from '../core/ports.ts';
import { openStore } from '../store/idb-store.ts';

/** What the page is told in its URL: 1 = kept; none = there is no vault here yet; failed = not (all) kept. */
export type ShareOutcome = '1' | 'none' | 'failed';

/** The setting under which the vault leaves its public inbox key: 32 bytes, X25519. */
const inboxKeySetting = 'inbox-public';

/** @param request  the POST of the manifest's share target; its form field "files" holds the files */
export async function keepShared(request: Request): Promise<ShareOutcome> {
  let store: Store | undefined;
  try {
    const form = await request.formData();
    const files = form.getAll('files').filter((value) => value instanceof File);
    store = await openStore();
    const publicKey = await store.settings.get(inboxKeySetting);
    if (!isPublicKey(publicKey)) return 'none';
    // One at a time: a sealed copy of each is in memory until it is stored.
    for (const file of files) {
      const { name, type, lastModified } = file;
      await store.inbox.add(await sealToInbox(publicKey, { name, type, lastModified }, file));
    }
    return '1';
  } catch {
    // Quota, storage or a broken form: this side has no screen, so the page says that not everything was kept.
    return 'failed';
  } finally {
    store?.close();
  }
}

function isPublicKey(value: unknown): value is Bytes {
  return value instanceof Uint8Array && value.length === 32;
}
