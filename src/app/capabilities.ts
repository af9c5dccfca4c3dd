// What this browser can do, what Tessera does where it cannot, and one sentence for each (app.md "Where it runs").
// The one file that decides fallbacks: pages ask here and never sniff a browser themselves.

export type CapabilityName =
  | 'secure-context'
  | 'storage'
  | 'locks'
  | 'webcrypto'
  | 'signatures'
  | 'canvas'
  | 'persist'
  | 'folders'
  | 'save-file'
  | 'passkeys'
  | 'share'
  | 'install'
  | 'offline';

export interface Capability {
  readonly name: CapabilityName;
  readonly title: string;
  readonly works: boolean;
  /** Without it Tessera does not run at all. */
  readonly needed: boolean;
  /** What its absence means and what Tessera does instead; shown only where it is missing. */
  readonly without: string;
}

function has(object: object, name: string): boolean {
  return name in object;
}

/** Folders can be read and written in place; else files come through an input and leave as a download. */
export function canUseFolders(): boolean {
  return has(globalThis, 'showDirectoryPicker');
}

export function canSaveFile(): boolean {
  return has(globalThis, 'showSaveFilePicker');
}

export function canShareFiles(files: File[]): boolean {
  return typeof navigator.canShare === 'function' && navigator.canShare({ files });
}

export function canUsePasskeys(): boolean {
  return isSecureContext && has(globalThis, 'PublicKeyCredential');
}

async function canSign(): Promise<boolean> {
  try {
    const names = ['Ed25519', 'X25519'] as const;
    await crypto.subtle.generateKey(names[0], false, ['sign', 'verify']);
    await crypto.subtle.generateKey(names[1], false, ['deriveBits']);
    return true;
  } catch {
    // NotSupportedError, or no crypto.subtle at all: the answer is no, and its sentence says what follows.
    return false;
  }
}

/**
 * Draws a known colour and reads it back: protection against fingerprinting adds noise to what a canvas gives
 * back. Stored bytes never come from a canvas, so that noise costs only the sharpness of thumbnails.
 */
function canReadCanvas(): boolean {
  if (!has(globalThis, 'OffscreenCanvas')) return false;
  const context = new OffscreenCanvas(16, 16).getContext('2d', { willReadFrequently: true });
  if (!context) return false;
  context.fillStyle = 'rgb(120 60 200)';
  context.fillRect(0, 0, 16, 16);
  const { data } = context.getImageData(0, 0, 16, 16);
  return data.every((value, at) => value === [120, 60, 200, 255][at % 4]);
}

/** Everything in the order in which it is told. */
export async function findCapabilities(): Promise<readonly Capability[]> {
  const crypto = has(globalThis, 'crypto') && globalThis.crypto.subtle !== undefined;
  return [
    {
      name: 'secure-context',
      title: 'A secure address',
      works: isSecureContext,
      needed: true,
      without: 'This address is not HTTPS, so the browser withholds the means to encrypt.',
    },
    {
      name: 'webcrypto',
      title: 'Encryption (WebCrypto)',
      works: crypto,
      needed: true,
      without: 'Without it nothing can be sealed.',
    },
    {
      name: 'signatures',
      title: 'Signatures (Ed25519, X25519)',
      works: crypto && (await canSign()),
      needed: true,
      without: 'Records are signed with Ed25519; this browser is too old for it.',
    },
    {
      name: 'storage',
      title: 'Storage on this device (IndexedDB)',
      works: has(globalThis, 'indexedDB') && has(navigator, 'storage'),
      needed: true,
      without: 'There is nowhere to keep photos.',
    },
    {
      name: 'locks',
      title: 'One writer at a time (Web Locks)',
      works: has(navigator, 'locks'),
      needed: true,
      without: 'Two tabs could overwrite each other.',
    },
    {
      name: 'canvas',
      title: 'True pixels from a canvas',
      works: canReadCanvas(),
      needed: false,
      without:
        'A privacy setting blurs what a canvas gives back. Originals stay exact; thumbnails are drawn by slower means.',
    },
    {
      name: 'persist',
      title: 'A promise to keep storage',
      works: has(navigator, 'storage') && typeof navigator.storage.persist === 'function',
      needed: false,
      without: 'The browser may clear Tessera when space runs short: keep a backup.',
    },
    {
      name: 'folders',
      title: 'Folders, read and written in place',
      works: canUseFolders(),
      needed: false,
      without: 'Exports and backups leave as one file, through an ordinary download.',
    },
    {
      name: 'save-file',
      title: 'Saving straight into a file',
      works: canSaveFile(),
      needed: false,
      without: 'A file is first made inside the browser’s storage, then downloaded; it needs the room twice.',
    },
    {
      name: 'passkeys',
      title: 'Passkeys',
      works: canUsePasskeys(),
      needed: false,
      without: 'The vault opens with its passphrase only.',
    },
    {
      name: 'share',
      title: 'Sharing to other apps',
      works: typeof navigator.share === 'function' && typeof navigator.canShare === 'function',
      needed: false,
      without: 'Copies for others are downloaded instead.',
    },
    {
      name: 'install',
      title: 'Installing as an app from here',
      works: has(globalThis, 'BeforeInstallPromptEvent'),
      needed: false,
      without: 'Where the browser’s own menu offers “Install” or “Add to Home Screen”, use that.',
    },
    {
      name: 'offline',
      title: 'Starting without a network',
      works: has(navigator, 'serviceWorker'),
      needed: false,
      without: 'Tessera needs the network to start; your photos stay on this device all the same.',
    },
  ];
}

export type PersistAnswer = 'kept' | 'refused' | 'unknown';

/** Asks the browser to keep this site's storage, and says what it answered. */
export async function askToKeepStorage(): Promise<PersistAnswer> {
  if (!has(navigator, 'storage') || typeof navigator.storage.persist !== 'function') return 'unknown';
  return (await navigator.storage.persist()) ? 'kept' : 'refused';
}

/**
 * Private windows give little room: in Chromium less than the page's own heap may grow to, elsewhere they hide
 * that they are private, so the other answer is not "no".
 */
export async function guessPrivateWindow(): Promise<'likely' | 'no' | 'unknown'> {
  if (!has(navigator, 'storage') || typeof navigator.storage.estimate !== 'function') return 'unknown';
  const { quota = 0 } = await navigator.storage.estimate();
  const memory: unknown = Reflect.get(performance, 'memory');
  if (typeof memory !== 'object' || memory === null) return 'unknown';
  const heap: unknown = Reflect.get(memory, 'jsHeapSizeLimit');
  return typeof heap === 'number' && heap > 0 ? (quota < heap ? 'likely' : 'no') : 'unknown';
}
