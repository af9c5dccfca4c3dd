// Coming back with the 24 words and a backup (design §8): the words open the space's epochs, a new device is admitted
// by the recovery identity, every pack is checked by its name and index, every log batch by signature and chain.
// The vault exists only after the last of it is durable: an interrupted restore is simply begun again.
import { batchHash, noPrevious, openBatch } from '../core/catalog/batch.ts';
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import { createDevice, recoveryIdentity, type Device } from '../core/group/identities.ts';
import { epochKeys, type EpochSecrets } from '../core/group/epoch-keys.ts';
import { admitByRecovery, openEpochs, readMembership, recoveryOf, type Membership } from '../core/group/membership.ts';
import { entropyFromWords } from '../core/group/recovery-words.ts';
import type { DeviceId, EpochId, SpaceId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import { owned, toHex, type Bytes } from '../core/bytes.ts';
import { eachPackRow } from '../core/pack/pack-rows.ts';
import { isNamedBlock, packName, readPackRows, readRange } from '../core/pack/pack.ts';
import type { BlockStore, Clock, LogStore, SealedBlock, Store } from '../core/ports.ts';
import type { BackupFile } from './backup-source.ts';
import { batchPath, decodeHead } from './backup-tree.ts';
import type { Job } from './jobs.ts';

export interface Restored {
  readonly device: Device;
  readonly space: SpaceId;
  readonly epochs: readonly EpochSecrets[];
  readonly packsWritten: number;
  readonly packsSkipped: number;
  readonly bytes: number;
  /** Packs that are damaged as wholes (their sound blocks were taken), and batches at which a log broke off. */
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
  const space = decodeHead(await bytesOf(head));
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
  const device = await createDevice();
  const recovery = await recoveryIdentity(entropy);
  let admission: Bytes;
  try {
    admission = await admitByRecovery(opening.records, recovery, device, clock.now());
  } finally {
    recovery.agreeSeed.fill(0);
    entropy.fill(0);
  }
  const membership = await readMembership([...opening.records, admission]);
  const epochs = await openEpochs(membership, device);

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
        if (!isVaultError(error) || !unusablePack.has(error.code)) throw error;
        damaged.push(name);
      }
    }
    job.advance(1, file.size);
  }

  damaged.push(...(await takeLogs(files, membership, epochs, spaceStore.logs, job)));
  for (const record of [...opening.records, admission]) await spaceStore.records.append(record);
  return { device, space, epochs, packsWritten, packsSkipped, bytes, damaged };
}

/** What is wrong with one pack: the others are taken all the same. */
const unusablePack: ReadonlySet<ErrorCode> = new Set(['pack-damaged', 'format', 'limit', 'file-unreadable']);

/**
 * Takes each log as far as it holds: a batch is kept only after its signature, its place in the chain and its seal
 * were checked, since one that does not open would keep the whole vault shut. What follows a break is not trusted.
 *
 * @returns the batches at which a log broke off
 */
async function takeLogs(
  files: readonly BackupFile[],
  membership: Membership,
  epochs: readonly EpochSecrets[],
  logs: LogStore,
  job: Job,
): Promise<string[]> {
  const bases = new Map<EpochId, CryptoKey>();
  for (const secrets of epochs) bases.set(secrets.epoch, (await epochKeys(secrets)).base);
  const broken = new Map<DeviceId, string>();
  const heads = await logs.heads();
  const hashes = new Map<DeviceId, Bytes>();
  for (const file of sorted(files, 'batch')) {
    await job.checkpoint();
    if (file.path.kind !== 'batch') continue;
    const { device, sequence } = file.path;
    const next = heads.get(device) ?? 0;
    // Batches of an interrupted restore are here already.
    if (sequence < next || broken.has(device)) continue;
    try {
      const member = membership.devices.get(device);
      if (!member) throw new VaultError('signature', 'a log of a device that was never admitted');
      if (sequence > next) throw new VaultError('format', 'a log has a gap', { sequence, next });
      if (file.size > limits.batchBytes) throw new VaultError('limit', 'batch too long', { bytes: file.size });
      const batch = await bytesOf(file);
      const { hash } = await openBatch(batch, {
        space: membership.space,
        device,
        sequence,
        previous: hashes.get(device) ?? (await lastHash(logs, device, next)),
        signPublic: member.signPublic,
        base: (epoch) => bases.get(epoch),
      });
      await logs.append(device, sequence, batch);
      hashes.set(device, hash);
      heads.set(device, sequence + 1);
    } catch (error) {
      if (!isVaultError(error) || !brokenBatch.has(error.code)) throw error;
      broken.set(device, batchPath(device, next));
    }
  }
  return [...broken.values()];
}

/** What is wrong with a batch itself, as opposed to a full disk, a lost pen, or a build that is too old for it. */
const brokenBatch: ReadonlySet<ErrorCode> = new Set(['signature', 'format', 'limit', 'seal-broken', 'file-unreadable']);

async function lastHash(logs: LogStore, device: DeviceId, next: number): Promise<Bytes> {
  const last = next === 0 ? undefined : await logs.read(device, next - 1);
  return last ? batchHash(last) : noPrevious();
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
  const bytes = await readRange(file, 0, file.size);
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
  try {
    const blob = await file.read();
    if (blob.size > limits.packMaxBytes) throw new VaultError('limit', 'backup file too large', { size: blob.size });
    return await readRange(blob, 0, blob.size);
  } catch (cause) {
    if (isVaultError(cause, 'limit')) throw cause;
    throw new VaultError('file-unreadable', 'a file of the backup cannot be read', {}, { cause });
  }
}
