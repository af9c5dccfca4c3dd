// Every hash, MAC, derivation and signature of the project begins with one of these contexts, so that bytes
// made for one purpose can never be passed off for another. Each is exactly 24 ASCII bytes: a name and a
// version padded with dots. A changed meaning gets a new version, never a changed meaning under an old one.
import { utf8, type Bytes } from './bytes.ts';

const names = {
  blockHash: 'tessera block hash v1',
  blockKey: 'tessera block key v1',
  blockTag: 'tessera tag v1',
  blockRehash: 'tessera rehash v1',
  fileId: 'tessera file id v1',
  gearTable: 'tessera gear table v1',
  packName: 'tessera pack v1',
  packTrailer: 'tessera pack trailer v1',
  spaceId: 'tessera space v1',
  recordHash: 'tessera record v1',
  recordSign: 'tessera record sign v1',
  batchHash: 'tessera batch v1',
  batchSign: 'tessera batch sign v1',
  batchKey: 'tessera batch key v1',
  pageKey: 'tessera page key v1',
  previewKey: 'tessera preview key v1',
  deviceId: 'tessera device v1',
  epochWrap: 'tessera epoch wrap v1',
  epochKey: 'tessera epoch key v1',
  epochCommit: 'tessera epoch commit v1',
  convergence: 'tessera convergence v1',
  veil: 'tessera veil v1',
  channel: 'tessera channel v1',
  recoverySign: 'tessera words sign v1',
  recoveryAgree: 'tessera words agree v1',
  passphrase: 'tessera passphrase v1',
  passkey: 'tessera passkey v1',
  keyring: 'tessera keyring v1',
  localKey: 'tessera local key v1',
  inbox: 'tessera inbox v1',
} as const;

export type ContextName = keyof typeof names;

export const contextLength = 24;

/** The contexts as bytes, in the order of FORMAT.md's table. Shared: never written to. */
export const contexts = Object.fromEntries(
  Object.entries(names).map(([key, name]) => [key, utf8(name.padEnd(contextLength, '.'))]),
) as Readonly<Record<ContextName, Bytes>>;
