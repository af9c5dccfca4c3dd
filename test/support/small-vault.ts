// A whole vault on the in-memory store, without a page, a passphrase or pictures: what tests of import, sweep, backup
// and restore need of one. Its codec cuts every file into chunks of 1,000 bytes and draws nothing.
import type { Bytes } from '../../src/core/bytes.ts';
import { hkdfKey } from '../../src/core/group/derive.ts';
import { createDevice, recoveryIdentity, type Device } from '../../src/core/group/identities.ts';
import type { EpochSecrets } from '../../src/core/group/epoch-keys.ts';
import { admitByRecovery, createPrivateSpace } from '../../src/core/group/membership.ts';
import { newRecoveryEntropy, wordsFromEntropy } from '../../src/core/group/recovery-words.ts';
import type { SpaceId } from '../../src/core/ids.ts';
import type { Clock, Codec, Store } from '../../src/core/ports.ts';
import { kinds, methods, type PlainBlock } from '../../src/core/segment/segmenter.ts';
import { MemoryDisk } from '../../src/store/memory-disk.ts';
import { openMemoryStore } from '../../src/store/memory-store.ts';
import type { ImportFile } from '../../src/vault/api.ts';
import { ElapsedTime } from '../../src/vault/elapsed-time.ts';
import { ImportRun, type ImportContext } from '../../src/vault/import-photos.ts';
import { Job } from '../../src/vault/jobs.ts';
import { OpenVault } from '../../src/vault/open-vault.ts';
import { PreviewCache } from '../../src/vault/preview-cache.ts';
import { BlockReader, readFile, readRecipe } from '../../src/vault/read-photo.ts';

export const clock: Clock = { now: () => 1_700_000_000_000, elapsed: () => performance.now() };

export interface SmallVault {
  readonly disk: MemoryDisk;
  readonly store: Store;
  readonly vault: OpenVault;
  readonly words: readonly string[];
  readonly device: Device;
  readonly epochs: readonly EpochSecrets[];
  /** Admits a device, as a restore does. The vault must be opened again to know it. */
  secondDevice(): Promise<Device>;
  /** Opens the same vault again, as after a reload. */
  reopen(): Promise<OpenVault>;
}

export async function smallVault(): Promise<SmallVault> {
  const disk = new MemoryDisk();
  const store = openMemoryStore(disk);
  await store.takePen();
  const entropy = newRecoveryEntropy();
  const device = await createDevice();
  const recovery = await recoveryIdentity(entropy);
  const { records, space, epochs } = await createPrivateSpace(device, recovery, clock.now());
  for (const record of records) await store.space(space).records.append(record);
  const reopen = (): Promise<OpenVault> => openVault(store, space, device, epochs);
  const secondDevice = async (): Promise<Device> => {
    const second = await createDevice();
    await store.space(space).records.append(await admitByRecovery(records, recovery, second, clock.now()));
    return second;
  };
  const words = await wordsFromEntropy(entropy);
  return { disk, store, vault: await reopen(), words, device, epochs, secondDevice, reopen };
}

export async function openVault(
  store: Store,
  space: SpaceId,
  device: Device,
  epochs: readonly EpochSecrets[],
): Promise<OpenVault> {
  const localBase = await hkdfKey(new Uint8Array(32));
  return OpenVault.open({
    space,
    device,
    epochs,
    store: store.space(space),
    clock,
    elapsed: await ElapsedTime.load(store.settings, clock),
    localBase,
    previews: new PreviewCache(store.space(space).previews, localBase, () => Promise.resolve(1e6)),
    grew: () => undefined,
  });
}

export function fileOf(path: string, bytes: Bytes): ImportFile {
  return { path, file: new File([bytes], path.slice(path.lastIndexOf('/') + 1), { lastModified: 1_600_000_000_000 }) };
}

export function newJob(): Job {
  return new Job('import', true, clock, () => undefined);
}

export function importing(
  vault: () => OpenVault,
  files: readonly ImportFile[],
  job = newJob(),
  changes: Partial<ImportContext> = {},
): ImportRun {
  const context: ImportContext = {
    vault,
    clock,
    codec: chunkingCodec(),
    codecWidth: 2,
    layout: 'tiles',
    isDamaged: () => false,
    healed: () => undefined,
    taken: () => undefined,
    refused: () => undefined,
    ...changes,
  };
  return new ImportRun(files, { albumsFromFolders: false }, context, job);
}

/** Every file's bytes by its path, each read back through every check. */
export async function readAll(vault: OpenVault): Promise<Map<string, Bytes>> {
  const files = new Map<string, Bytes>();
  for (const { id } of vault.view.recipeRefs()) {
    const { entry, paths } = vault.entry(id);
    await vault.verifyEntry(id);
    const recipe = await readRecipe(vault, entry.recipe);
    const file = await readFile(vault, chunkingCodec(), recipe, new BlockReader(vault, recipe));
    const bytes = new Uint8Array(await file.arrayBuffer());
    for (const { path } of paths) files.set(path, bytes);
  }
  return files;
}

export function chunkingCodec(): Codec {
  const whole = async (file: Blob): Promise<Bytes> => new Uint8Array(await file.arrayBuffer());
  const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const cut = (bytes: Bytes): Bytes[] => {
    const chunks: Bytes[] = [];
    for (let at = 0; at < bytes.length; at += 1_000) chunks.push(bytes.slice(at, at + 1_000));
    return chunks;
  };
  const unused = (): never => {
    throw new Error('not drawn here');
  };
  return {
    hash: async (file) => sha256(await whole(file)),
    sniff: () => Promise.resolve({ type: 'png', width: 1, height: 1, orientation: 1 }),
    segment: async (file, _info, _layout, _gear, sink) => {
      const bytes = await whole(file);
      const chunks = cut(bytes);
      await sink(chunks.map((chunk): PlainBlock => ({ kind: kinds.chunks, bytes: chunk, inline: false })));
      return {
        method: methods.chunks,
        size: bytes.length,
        sha256: await sha256(bytes),
        frame: new Uint8Array(),
        blocks: chunks.length,
      };
    },
    chunk: (part) => Promise.resolve(cut(part)),
    render: () => Promise.resolve({ drawn: 'kept', notices: [], width: 1, height: 1, decoder: 'none' }),
    assemble: unused,
    draw: unused,
    drawTiles: unused,
    areas: unused,
    withoutLocation: unused,
  };
}
