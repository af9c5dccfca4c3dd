// The words of the app in one file: status words, and one sentence set per error code that says what happened,
// what it means for the photo, and what to do next (app.md "Words").
import type { ErrorCode } from '../core/errors.ts';
import type { DrawNotice } from '../core/ports.ts';
import type { JobKind, JobState } from '../vault/api.ts';

/** The dozen words for states. Two are never mixed up: *preview checked* and *original verified*. */
export const statusWords = {
  previewChecked: 'Preview checked',
  originalVerified: 'Original verified',
  fileVerified: 'File verified',
  verifying: 'Verifying',
  damaged: 'Damaged',
  mended: 'Mended',
  keptOnly: 'Kept, not drawn',
  shownInPart: 'Shown in part',
  backedUp: 'Backed up',
  onlyHere: 'Only on this device',
  mayBeCleared: 'May be cleared',
  locked: 'Locked',
} as const;

export interface ErrorWords {
  /** What happened, as a whole sentence. */
  readonly what: string;
  /** What it means for the photo or the vault. */
  readonly means: string;
  /** What to do next. */
  readonly next: string;
  /** As a reason in a list: "3 documents: neither pictures nor videos". */
  readonly reason: string;
}

const errors: Readonly<Record<ErrorCode, ErrorWords>> = {
  format: {
    what: 'Stored data does not read as it should.',
    means: 'It was damaged or altered; Tessera refuses to use it.',
    next: 'Verify everything in Safety, and restore what is damaged from a backup.',
    reason: 'its data does not read as it should',
  },
  version: {
    what: 'This was written by a newer Tessera.',
    means: 'Nothing is wrong with it; this version is too old to read it.',
    next: 'Update Tessera, then try again.',
    reason: 'written by a newer Tessera',
  },
  limit: {
    what: 'This is larger than Tessera handles.',
    means: 'Nothing was stored or changed.',
    next: 'Keep this file elsewhere, or split it.',
    reason: 'larger than Tessera handles',
  },
  'tag-mismatch': {
    what: 'A stored block has changed since it was sealed.',
    means: 'The photo is damaged here and is not drawn.',
    next: 'Restore it from a backup, or import the original again.',
    reason: 'a stored block has changed since it was sealed',
  },
  'key-mismatch': {
    what: 'A block does not belong where its recipe puts it.',
    means: 'The photo is damaged here and is not drawn.',
    next: 'Restore it from a backup, or import the original again.',
    reason: 'a block does not belong to its recipe',
  },
  'block-missing': {
    what: 'A block of this photo is not stored here.',
    means: 'The photo cannot be put together on this device.',
    next: 'Restore it from a backup, or import the original again.',
    reason: 'a block is missing',
  },
  coverage: {
    what: 'The recipe of this photo leaves a gap.',
    means: 'The photo is damaged here and is not drawn.',
    next: 'Restore it from a backup, or import the original again.',
    reason: 'its recipe leaves a gap',
  },
  'file-mismatch': {
    what: 'The rebuilt file differs from what was imported.',
    means: 'It is not handed out.',
    next: 'Restore it from a backup, or import the original again.',
    reason: 'the rebuilt file differs from what was imported',
  },
  signature: {
    what: 'A signature does not verify.',
    means: 'Somebody or something altered a record; it is not used.',
    next: 'Restore from a backup.',
    reason: 'a signature does not verify',
  },
  'seal-broken': {
    what: 'A sealed record does not open.',
    means: 'It was altered, or belongs to another vault.',
    next: 'Restore from a backup.',
    reason: 'a sealed record does not open',
  },
  'wrong-passphrase': {
    what: 'That passphrase does not open this vault.',
    means: 'Nothing was changed.',
    next: 'Check capital letters and the keyboard’s language, then try again.',
    reason: 'wrong passphrase',
  },
  'wrong-passkey': {
    what: 'That passkey does not open this vault.',
    means: 'Nothing was changed.',
    next: 'Use another passkey or your passphrase.',
    reason: 'wrong passkey',
  },
  'wrong-words': {
    what: 'These are not 24 recovery words in their right order.',
    means: 'Nothing was changed.',
    next: 'Compare them with your note, word by word.',
    reason: 'wrong recovery words',
  },
  'words-of-another-vault': {
    what: 'The words are sound, but they belong to another vault than this backup.',
    means: 'Nothing was changed.',
    next: 'Choose the backup of that vault, or use its words.',
    reason: 'words of another vault',
  },
  locked: {
    what: 'The vault is locked.',
    means: 'Your photos are safe and hidden.',
    next: 'Unlock it, then try again.',
    reason: 'the vault was locked',
  },
  'no-vault': {
    what: 'There is no vault in this browser.',
    means: 'Nothing was changed.',
    next: 'Make a new one or restore yours.',
    reason: 'no vault here',
  },
  'vault-exists': {
    what: 'There is a vault in this browser already.',
    means: 'It was not touched.',
    next: 'Unlock it, or erase it in Settings first.',
    reason: 'a vault is here already',
  },
  'not-found': {
    what: 'This is no longer here.',
    means: 'It was deleted, or never was in this vault.',
    next: 'Go back to your photos.',
    reason: 'no longer here',
  },
  quota: {
    what: 'This browser has no more room for Tessera.',
    means: 'Everything acknowledged so far is stored; nothing half-written was kept.',
    next: 'Free space on the device or empty the trash, then go on.',
    reason: 'no room left',
  },
  'writer-elsewhere': {
    what: 'Tessera is in use in another tab.',
    means: 'This tab can show your photos but change nothing.',
    next: 'Go on there, or choose “Use Tessera here”.',
    reason: 'another tab is in use',
  },
  'writer-lost': {
    what: 'Another tab took over.',
    means: 'What this tab was still writing was dropped; nothing half-written was kept.',
    next: 'Go on there, or choose “Use Tessera here”.',
    reason: 'another tab took over',
  },
  storage: {
    what: 'The browser’s storage failed.',
    means: 'Nothing half-written was kept.',
    next: 'Try again; if it fails again, restart the browser.',
    reason: 'the browser’s storage failed',
  },
  'storage-closed': {
    what: 'The vault was updated or erased by another tab.',
    means: 'This tab no longer sees it.',
    next: 'Reload this page.',
    reason: 'the vault was closed by another tab',
  },
  'pack-damaged': {
    what: 'A stored pack of blocks is damaged.',
    means: 'Some photos may be damaged; the rest is unharmed.',
    next: 'Verify everything in Safety to see which.',
    reason: 'a stored pack is damaged',
  },
  'file-unreadable': {
    what: 'The file could not be read.',
    means: 'It was moved, is locked, or its medium is gone.',
    next: 'Check that it is still there, then retry.',
    reason: 'could not be read',
  },
  'file-empty': {
    what: 'The file is empty.',
    means: 'There is nothing to keep.',
    next: 'Look for another copy of it.',
    reason: 'empty',
  },
  'file-type': {
    what: 'This is neither a picture nor a video.',
    means: 'It was left where it is.',
    next: 'Keep it elsewhere.',
    reason: 'neither pictures nor videos',
  },
  'file-changed': {
    what: 'The file changed while it was being read.',
    means: 'It was not taken in, so that no mixture is kept.',
    next: 'Wait until it is written, then retry.',
    reason: 'changed while being read',
  },
  'cannot-draw': {
    what: 'This browser cannot draw this file.',
    means: 'It is kept byte for byte and verified.',
    next: 'Download it to open it elsewhere.',
    reason: 'cannot be drawn here',
  },
  'location-kept': {
    what: 'The location cannot be left out of a film.',
    means: 'Nothing was shared.',
    next: 'Leave the films out, or share them with “Without location” off.',
    reason: 'its location cannot be left out',
  },
  target: {
    what: 'The chosen folder or file refused a write.',
    means: 'What was written so far is complete; the rest is missing there.',
    next: 'Choose another place, or allow writing and try again.',
    reason: 'the target refused it',
  },
  cancelled: { what: 'Cancelled.', means: 'What was done so far is kept.', next: '', reason: 'cancelled' },
  deadline: {
    what: 'This took too long and was stopped.',
    means: 'Nothing else was harmed.',
    next: 'Try again; a very large or odd file may stay slow.',
    reason: 'took too long',
  },
  'worker-died': {
    what: 'A part of Tessera stopped, perhaps for lack of memory.',
    means: 'What was acknowledged is stored.',
    next: 'Reload this page, then try again.',
    reason: 'the browser stopped the work',
  },
  unsupported: {
    what: 'This browser lacks something this needs.',
    means: 'Nothing was changed.',
    next: 'Settings, “What this browser can do”, says what and what else works.',
    reason: 'this browser lacks something',
  },
  internal: {
    what: 'Something went wrong in Tessera itself.',
    means: 'Nothing half-written was kept.',
    next: 'Reload and try again.',
    reason: 'a mistake in Tessera',
  },
};

export function errorSentence(code: ErrorCode): ErrorWords {
  return errors[code];
}

export const noticeWords: Readonly<Record<DrawNotice, string>> = {
  truncated: 'The file ends early: this is the part that can be drawn.',
  'first-page': 'This file has several pages: this is the first.',
  'raw-preview': 'The preview embedded in the RAW file; the RAW itself is kept byte for byte.',
  animated: 'An animation: the tile shows its first frame.',
  'no-poster': 'No still could be made of this video; it is kept byte for byte.',
  'cannot-draw': 'This browser cannot draw this file; it is kept byte for byte.',
  'too-large': 'Too large to be drawn here; it is kept byte for byte.',
  'sixteen-bit': '16 bits per channel: drawn with 8, kept with all.',
};

export const jobWords: Readonly<Record<JobKind, { readonly running: string; readonly done: string }>> = {
  import: { running: 'Importing', done: 'Import' },
  export: { running: 'Exporting', done: 'Export' },
  backup: { running: 'Backing up', done: 'Backup' },
  restore: { running: 'Restoring', done: 'Restore' },
  verify: { running: 'Verifying', done: 'Verification' },
  scrub: { running: 'Daily check', done: 'Daily check' },
  sweep: { running: 'Tidying up', done: 'Tidying up' },
  batch: { running: 'Working', done: 'Work' },
};

export const jobStateWords: Readonly<Record<JobState, string>> = {
  running: 'running',
  paused: 'paused',
  done: 'done',
  failed: 'stopped',
  cancelled: 'cancelled',
};
