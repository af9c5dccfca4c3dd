// Fills a vault with entries and sealed thumbnails through the product's own modules (session, sealer, packs, signed
// log batches, catalog pages), in seconds where 100,000 imports would take hours. The photos themselves are absent:
// the grid reads entries and thumbnails only.
import { concat } from '../../src/core/bytes.ts';
import type { RecipeRef } from '../../src/core/catalog/entry.ts';
import type { CatalogRecord } from '../../src/core/catalog/records.ts';
import type { BlockRef } from '../../src/core/dice/block-ref.ts';
import { VaultError } from '../../src/core/errors.ts';
import { idFromBytes, type FileId } from '../../src/core/ids.ts';
import type { Codec, SealedBlock } from '../../src/core/ports.ts';
import { kinds } from '../../src/core/segment/segmenter.ts';
import { openStore } from '../../src/store/idb-store.ts';
import type { Environment } from '../../src/vault/environment.ts';
import type { OpenVault } from '../../src/vault/open-vault.ts';
import { Pen } from '../../src/vault/pen.ts';
import { Session } from '../../src/vault/session.ts';
import { drawnBlur, drawnWebp } from '../support/drawn-photos.ts';
import { benchPasskey } from './bench-passkey.ts';

/** Pictures really drawn; each stands for many by a chunk of its own that decoders pass over. */
const drawnThumbnails = 64;
const sealedAtOnce = 512;
const recordsAtOnce = 8_192;
const firstDayMs = Date.UTC(2009, 0, 1);
/** 100,000 photos in 15 years. */
const betweenPhotosMs = (15 * 365 * 86_400_000) / 100_000;

/** Brings the vault of this origin to so many photos; it must exist and have the bench's passkey. */
export async function seedVault(photos: number, distinctThumbnails: number): Promise<void> {
  const store = await openStore();
  const environment = seedEnvironment(store);
  const pen = new Pen(environment, () => undefined);
  const session = new Session(environment, pen, () => undefined);
  await session.load();
  await session.unlockWithPasskey(benchPasskey.credential, benchPasskey.prf());
  await pen.need();
  const vault = session.vault();
  const held = vault.view.store.count;
  const drawn = await Promise.all(
    Array.from({ length: drawnThumbnails }, async (_, seed) => ({
      webp: await drawnWebp(seed, 4_000, 3_000, 320),
      blur: new Uint8Array(drawnBlur(seed, 4_000, 3_000)),
    })),
  );
  const thumbnails: BlockRef[] = [];
  for (let from = held; from < Math.min(photos, held + distinctThumbnails); from += sealedAtOnce) {
    const until = Math.min(photos, held + distinctThumbnails, from + sealedAtOnce);
    const plain = Array.from({ length: until - from }, (_, i) => marked(at(drawn, from + i).webp, from + i));
    thumbnails.push(...(await sealThumbnails(vault, plain)));
  }
  const recipe = await sealedRecipe(vault);
  for (let from = held; from < photos; from += recordsAtOnce) {
    const records = Array.from({ length: Math.min(recordsAtOnce, photos - from) }, (_, i) => {
      const number = from + i;
      return entryRecord(number, at(thumbnails, number - held), at(drawn, number).blur, recipe);
    });
    await vault.publish(records);
  }
  await vault.savePages();
  session.close();
  store.close();
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** The same picture in other bytes: an unknown chunk behind the image (WebP container specification). */
function marked(webp: Uint8Array, number: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(12);
  const view = new DataView(chunk.buffer);
  chunk.set([0x4d, 0x41, 0x52, 0x4b]);
  view.setUint32(4, 4, true);
  view.setUint32(8, number, true);
  const whole = concat(webp, chunk);
  new DataView(whole.buffer).setUint32(4, whole.length - 8, true);
  return whole;
}

async function sealThumbnails(vault: OpenVault, plain: readonly Uint8Array<ArrayBuffer>[]): Promise<BlockRef[]> {
  const sealed = await Promise.all(plain.map((bytes) => vault.sealer.seal(kinds.thumbnail, bytes)));
  await write(
    vault,
    sealed.map((one) => one.sealed),
  );
  return sealed.map(({ ref }) => ref);
}

async function sealedRecipe(vault: OpenVault): Promise<RecipeRef> {
  const { ref, sealed } = await vault.sealer.seal(kinds.recipe, new Uint8Array(4_096));
  await write(vault, [sealed]);
  return { pieces: [ref], bytes: 4_096, epoch: vault.epoch };
}

async function write(vault: OpenVault, blocks: readonly SealedBlock[]): Promise<void> {
  await vault.store.blocks.write(blocks);
}

function entryRecord(
  number: number,
  thumbnail: BlockRef,
  blur: Uint8Array<ArrayBuffer>,
  recipe: RecipeRef,
): CatalogRecord {
  const takenMs = Math.round(firstDayMs + number * betweenPhotosMs);
  const year = new Date(takenMs).getUTCFullYear();
  return {
    type: 'entry',
    entry: {
      id: idFromBytes<FileId>(crypto.getRandomValues(new Uint8Array(32))),
      type: 'jpeg',
      size: 3_000_000 + number,
      width: number % 5 === 0 ? 3_000 : 4_000,
      height: number % 5 === 0 ? 4_000 : 3_000,
      takenMs,
      takenFrom: 'exif',
      importedMs: takenMs,
      modifiedMs: takenMs,
      path: `${year}/Holidays/IMG_${String(number).padStart(6, '0')}.JPG`,
      camera: 'Bench 1',
      orientation: 1,
      drawn: 'whole',
      notices: [],
      decoder: 'canvas',
      recipe,
      thumbnail,
      blur,
      newBlocks: 46,
      storedBytes: 3_000_000,
      sharedBytes: 0,
      codedBytes: 3_000_000,
    },
  };
}

/** Nothing here imports, draws or hands out. */
function unused(): never {
  throw new VaultError('internal', 'seeding needs no codec and no scratch files');
}

function seedEnvironment(store: Environment['store']): Environment {
  const codec: Codec = {
    hash: unused,
    sniff: unused,
    segment: unused,
    chunk: unused,
    assemble: unused,
    render: unused,
    draw: unused,
    drawTiles: unused,
    areas: unused,
    withoutLocation: unused,
  };
  return {
    store,
    codec,
    codecWidth: 1,
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    blockUse: { adding: (work) => work(), removing: (work) => work() },
    penLock: { acquire: () => Promise.resolve(true), release: () => undefined },
    tabs: { post: () => undefined, listen: () => undefined },
    quota: {
      estimate: async () => {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { usage, quota };
      },
      persisted: () => Promise.resolve(false),
    },
    scratch: { create: unused, discard: unused, clear: () => Promise.resolve() },
  };
}
