// The one error class of the project. A code says what happened; its comment says how the world could have
// become so and what the reader should do next. Sentences for people live in src/app/words.ts, keyed by code.

export type ErrorCode =
  // — Formats: bytes that do not read as what they claim to be. —
  /** A stored or received structure breaks its format (FORMAT.md). Damage or forgery: refuse the whole thing. */
  | 'format'
  /** A version newer than this build knows. Update the app; nothing is wrong with the bytes. */
  | 'version'
  /** A count, length or depth above its bound in limits.ts. A bomb or damage: refuse before allocating. */
  | 'limit'
  // — Blocks and recipes. —
  /** The ciphertext does not hash to its tag, and one-bit repair did not help. Rot or a lying store: fetch another copy. */
  | 'tag-mismatch'
  /** The decrypted block does not derive the key it was opened with: its recipe is wrong or forged. */
  | 'key-mismatch'
  /** No pack holds this block. Swept, truncated or never here: fetch another copy. */
  | 'block-missing'
  /** Blocks leave a gap, overlap, or do not add up to the size the recipe states. */
  | 'coverage'
  /** The rebuilt file's SHA-256 is not the recipe's. Never hand it out. */
  | 'file-mismatch'
  /** A signature does not verify under the key that should have made it. */
  | 'signature'
  /** AES-GCM refused: wrong key or altered bytes. */
  | 'seal-broken'
  // — Vault. —
  /** The passphrase does not open the vault. Nothing was changed. */
  | 'wrong-passphrase'
  /** The passkey's secret does not open the vault, e.g. a passkey of an earlier vault. */
  | 'wrong-passkey'
  /** Not 24 words of the list, or their checksum fails. A typing slip: check the words. */
  | 'wrong-words'
  /** The words are sound, yet belong to another vault than this backup. */
  | 'words-of-another-vault'
  /** The vault is locked; its content keys are not in memory. Unlock first. */
  | 'locked'
  /** There is no vault on this device yet. */
  | 'no-vault'
  /** A vault is here already; creating or restoring another would replace it. */
  | 'vault-exists'
  /** No photo, album or job has this id (any more). */
  | 'not-found'
  // — Storage. —
  /** The browser refused to store more. Nothing half-written was kept; free space and go on. */
  | 'quota'
  /** Another tab holds the pen. Writes here would be lost: take over, or use the other tab. */
  | 'writer-elsewhere'
  /** This tab held the pen, froze, and another took over meanwhile. Its open writes were dropped. */
  | 'writer-lost'
  /** IndexedDB failed for another reason (its message is the cause). */
  | 'storage'
  /** The database was upgraded or deleted by another tab; reload. */
  | 'storage-closed'
  /** A pack's bytes do not match its name or its own index (truncated, zeroed): the rest is unharmed. */
  | 'pack-damaged'
  // — Files coming in or going out. —
  /** The file could not be read (moved, permission, removable medium gone). */
  | 'file-unreadable'
  /** The file is empty. */
  | 'file-empty'
  /** Neither a picture nor a video that we know. */
  | 'file-type'
  /** The file changed while it was being read. */
  | 'file-changed'
  /** This browser and our libraries cannot draw it; it is kept byte for byte. */
  | 'cannot-draw'
  /** A film's location cannot be left out of a copy: nothing was handed out. Share it as it is, or not. */
  | 'location-kept'
  /** The target folder or file refused a write. */
  | 'target'
  // — Execution. —
  /** A person or the app cancelled the job. */
  | 'cancelled'
  /** A step ran past its deadline in limits.ts and its worker was ended. */
  | 'deadline'
  /** A worker died (out of memory, crash). The job's other files are unharmed. */
  | 'worker-died'
  /** This browser lacks something the step needs (capabilities.ts has the sentence). */
  | 'unsupported'
  /** A mistake of ours. The detail is for the report. */
  | 'internal';

/** What every layer throws. Crosses workers with its code and detail intact (src/rpc). */
export class VaultError extends Error {
  override readonly name = 'VaultError';

  /**
   * @param detail  what tells this case from others of its code: block index, limit's name, offset.
   *                Never key material, file contents or names: it may be logged.
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: Readonly<Record<string, string | number>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export function isVaultError(error: unknown, code?: ErrorCode): error is VaultError {
  return error instanceof VaultError && (code === undefined || error.code === code);
}
