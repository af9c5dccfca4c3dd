// Files that other apps hand over: opened with Tessera (file handlers) or shared to it (the service worker has put
// those into the inbox already). While locked they are sealed to the inbox key; unlocking imports them.
import { attempt, importFiles } from './commands.ts';
import { toast } from './notices.ts';
import { state } from './state.ts';
import { vault } from './vault-client.ts';

interface LaunchParams {
  readonly files: readonly FileSystemHandle[];
}
interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void;
}

export function receiveLaunchedFiles(): void {
  const queue: unknown = Reflect.get(globalThis, 'launchQueue');
  if (typeof queue !== 'object' || queue === null || !('setConsumer' in queue)) return;
  (queue as LaunchQueue).setConsumer(({ files }) => {
    if (files.length > 0) void receive(files);
  });
}

async function receive(handles: readonly FileSystemHandle[]): Promise<void> {
  await attempt(async () => {
    const files: File[] = [];
    for (const handle of handles) {
      if (handle instanceof FileSystemFileHandle) files.push(await handle.getFile());
    }
    if (state.status.value?.phase === 'open') {
      await importFiles(
        files.map((file) => ({ file, path: file.name })),
        { albumsFromFolders: false },
      );
    } else if (state.status.value?.phase === 'locked') {
      await vault().putInbox(files);
      toast('Sealed. They are imported when you unlock.');
    }
  });
}

/** The share target ends in `#/photos?shared=…`; says what became of it and takes it out of the address. */
export function tellShareOutcome(): void {
  const outcome = new URLSearchParams(location.hash.split('?', 2)[1]).get('shared');
  if (outcome === null) return;
  history.replaceState(history.state, '', '#/photos');
  if (outcome === '1') {
    toast(
      state.status.value?.phase === 'open'
        ? 'Shared files are being imported.'
        : 'Shared files are sealed. They are imported when you unlock.',
    );
  } else if (outcome === 'none') {
    toast('Nothing was kept: there is no vault here yet. Make one, then share again.', { tone: 'attention' });
  } else {
    toast('Not everything that was shared could be kept. Free some space, then share again.', { tone: 'attention' });
  }
}

/** Imports what waited while the vault was locked, or arrived in the inbox while it is open. */
export function importInboxWhenOpen(): void {
  let asked = 0;
  state.status.subscribe((status) => {
    const waiting = status?.phase === 'open' && status.pen !== 'elsewhere' ? status.inbox : 0;
    if (waiting > 0 && waiting !== asked) void attempt(async () => void (await vault().importInbox()));
    asked = waiting;
  });
}
