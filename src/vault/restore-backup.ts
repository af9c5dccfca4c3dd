// Coming back with the 24 words and a backup (design §8): the words open the space's epochs, a new device is admitted
// by the recovery identity, every pack is checked by its name and index, every log batch by signature and chain.
// The vault exists only after the last of it is durable: an interrupted restore is simply begun again.
import { isVaultError, VaultError } from '../core/errors.ts';
import { createDevice, recoveryIdentity, type Device } from '../core/group/identities.ts';
import type { EpochSecrets } from '../core/group/epoch-keys.ts';
import { admitByRecovery, openEpochs, readMembership, recoveryOf } from '../core/group/membership.ts';
import { entropyFromWords } from '../core/group/recovery-words.ts';
import type { SpaceId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import { owned, toHex, type Bytes } from '../core/bytes.ts';
import { eachPackRow } from '../core/pack/pack-rows.ts';
import { isNamedBlock, packName, readPackRows } from '../core/pack/pack.ts';
import type { BlockStore, Clock, SealedBlock, Store } from '../core/ports.ts';
import type { BackupFile } from './backup-source.ts';
import { decodeHead } from './backup-tree.ts';
import type { Job } from './jobs.ts';

export interface Restored {
  readonly device: Device;
  readonly space: SpaceId;
  readonly epochs: readonly EpochSecrets[];
  readonly packsWritten: number;
  readonly packsSkipped: number;
  readonly bytes: number;
  /** Packs of the backup that are damaged as wholes; their sound blocks were taken where they could be read. */
  readonly damaged: readonly string[];
}

/** Checks the words against a backup before any of it is taken. */
export interface Opening {
  readonly space: SpaceId;
  readonly records: readonly Bytes[];
  readonly entropy: Bytes;
}

/** @throws VaultError wrong-words, words-of-another-vault, format, signature */
export async function openBackup(words: readonly string[], files: readonly BackupFile[]): Promise<Opening> {
  const entropy = await entropyFromWords(words);
  const head = files.find((file) => file.path.kind === 'head');
  if (!head) throw new VaultError('format', 'no backup here');
  const space = decodeHead(new Uint8Array(await (await head.read()).arrayBuffer()));
  const records: Bytes[] = [];
  for (const file of sorted(files, 'record')) records.push(await bytesOf(file));
  const membership = await readMembership(records);
  if (membership.space !== space) throw new VaultError('format', 'records of another space');
  const recovery = await recoveryIdentity(entropy);
  const isKnown = recoveryOf(membership, recovery.agreePublic) !== undefined;
  recovery.agreeSeed.fill(0);
  if (!isKnown) throw new VaultError('words-of-another-vault', 'the backup was made with other words');
  return { space, records, entropy };
}

export async function restoreBackup(
  opening: Opening,
  files: readonly BackupFile[],
  store: Store,
  clock: Clock,
  job: Job,
): Promise<Restored> {
  const { space, entropy } = opening;
  const spaceStore = store.space(space);
  const packs = files.filter((file) => file.path.kind === 'pack');
  job.plan(
    packs.length,
    packs.reduce((sum, file) => sum + file.size, 0),
  );
  const held = new Set((await spaceStore.blocks.packs()).map((info) => toHex(info.name)));
  const damaged: string[] = [];
  let packsWritten = 0;
  let packsSkipped = 0;
  let bytes = 0;
  for (const file of packs) {
    if (file.path.kind !== 'pack') continue;
    await job.checkpoint();
    const name = toHex(file.path.name);
    job.working(`${name.slice(0, 12)}.pack`);
    if (held.has(name)) packsSkipped++;
    else {
      try {
        if ((await takePack(spaceStore.blocks, name, await file.read())) === 'in part') damaged.push(name);
        packsWritten++;
        bytes += file.size;
      } catch (error) {
        if (!isVaultError(error) || !['pack-damaged', 'format', 'limit'].includes(error.code)) throw error;
        damaged.push(name);
      }
    }
    job.advance(1, file.size);
  }

  const heads = await spaceStore.logs.heads();
  for (const file of sorted(files, 'batch')) {
    await job.checkpoint();
    if (file.path.kind !== 'batch') continue;
    const { device, sequence } = file.path;
    const next = heads.get(device) ?? 0;
    // Batches of an interrupted restore are here already; a gap ends that log, and what follows it is not trusted.
    if (sequence !== next) continue;
    if (file.size > limits.batchBytes) throw new VaultError('limit', 'batch too long', { bytes: file.size });
    await spaceStore.logs.append(device, sequence, await bytesOf(file));
    heads.set(device, sequence + 1);
  }

  const device = await createDevice();
  const recovery = await recoveryIdentity(entropy);
  const admission = await admitByRecovery(opening.records, recovery, device, clock.now());
  for (const record of [...opening.records, admission]) await spaceStore.records.append(record);
  const membership = await readMembership(await spaceStore.records.all());
  const epochs = await openEpochs(membership, device);
  recovery.agreeSeed.fill(0);
  entropy.fill(0);
  return { device, space, epochs, packsWritten, packsSkipped, bytes, damaged };
}

/**
 * Takes a pack whole where it is sound; of a damaged one every block that is still what its name says, and the others
 * only where nothing better is here: a single flipped bit is mended when the block is read.
 *
 * @throws VaultError pack-damaged, format, limit where not even its index can be read
 */
async function takePack(blocks: BlockStore, name: string, file: Blob): Promise<'whole' | 'in part'> {
  if (toHex(await packName(file)) === name) {
    await blocks.addPack(file);
    return 'whole';
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const salvaged: SealedBlock[] = [];
  for (const { rehash, hamming, offset, length } of eachPackRow(await readPackRows(file))) {
    const cipher = bytes.slice(offset, offset + length);
    if ((await isNamedBlock(rehash, cipher)) || !(await blocks.has([rehash]))[0])
      salvaged.push({ rehash: owned(rehash), hamming, cipher });
  }
  if (salvaged.length > 0) await blocks.write(salvaged);
  return 'in part';
}

function sorted(files: readonly BackupFile[], kind: 'record' | 'batch'): BackupFile[] {
  const order = (file: BackupFile): string =>
    file.path.kind === 'record'
      ? String(file.path.index).padStart(8, '0')
      : file.path.kind === 'batch'
        ? `${file.path.device}/${String(file.path.sequence).padStart(8, '0')}`
        : '';
  return files.filter((file) => file.path.kind === kind).toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function bytesOf(file: BackupFile): Promise<Bytes> {
  return new Uint8Array(await (await file.read()).arrayBuffer());
}
