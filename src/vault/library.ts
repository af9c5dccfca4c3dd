// The library as the page asks for it: queries answered compactly and remembered by number, rows and ids by index,
// thumbnails checked before they leave, acts with their undo.
import { runQuery, type CatalogAnswer } from '../core/catalog/query.ts';
import type { CatalogRecord } from '../core/catalog/records.ts';
import { VaultError } from '../core/errors.ts';
import type { FileId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { ActResult, LibraryAct, LibraryQuery, LibraryView, PhotoDetail, PhotoRow } from './api.ts';
import { planAct } from './library-acts.ts';
import { checkedThumbnails } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';

/** Answers remembered: the page shows one, and scrolls in it while the next is asked. */
const rememberedQueries = 4;
/** Undos remembered per tab. */
const rememberedUndos = 50;
const dayMs = 86_400_000;

export class Library {
  private readonly answers = new Map<number, { readonly version: number; readonly result: CatalogAnswer }>();
  private readonly undos = new Map<number, readonly CatalogRecord[]>();
  private nextNumber = 1;

  constructor(
    private readonly vault: () => OpenVault,
    private readonly isDamaged: (id: FileId) => boolean,
  ) {}

  query(query: LibraryQuery): LibraryView {
    const { view } = this.vault();
    const result = runQuery(view, query);
    const number = this.nextNumber++;
    this.answers.set(number, { version: view.version, result });
    for (const old of this.answers.keys()) if (old <= number - rememberedQueries) this.answers.delete(old);
    return {
      version: view.version,
      query: number,
      count: result.order.length,
      total: result.total,
      groups: result.groups,
      aspects: result.aspects,
    };
  }

  rows(query: number, start: number, end: number): PhotoRow[] {
    const vault = this.vault();
    const rows = this.slice(query, start, end);
    return vault.view.rows(rows).map((row, index) => {
      const mark = vault.view.trashMark(rows[index] as number);
      const trash = mark && { trashLeftMs: vault.trashLeftMs(mark) };
      return { ...row, damaged: this.isDamaged(row.id), ...trash };
    });
  }

  ids(query: number, start: number, end: number): FileId[] {
    const { view } = this.vault();
    return view.ids(this.slice(query, start, end));
  }

  indexOf(query: number, id: FileId): number {
    const row = this.vault().view.row(id);
    return row < 0 ? -1 : this.answer(query).order.indexOf(row);
  }

  async thumbnails(ids: readonly FileId[]): Promise<(Uint8Array<ArrayBuffer> | undefined)[]> {
    const vault = this.vault();
    return checkedThumbnails(
      vault,
      ids.map((id) => vault.view.entry(id)),
    );
  }

  photo(id: FileId): PhotoDetail {
    const vault = this.vault();
    const view = vault.entry(id);
    const { entry } = view;
    const [row] = vault.view.rows([vault.view.row(id)]);
    if (!row) throw new VaultError('not-found', 'no such photo');
    const files = view.partFiles.map(({ id: part, role }) => {
      const { name, type, entry: its } = vault.entry(part);
      return { id: part, role, name, type, size: its.size };
    });
    return {
      ...row,
      damaged: this.isDamaged(id),
      size: entry.size,
      importedMs: entry.importedMs,
      takenSource: view.takenSource,
      caption: view.caption,
      labels: view.labels,
      albums: view.albums,
      paths: view.paths,
      files: [{ id, role: 'primary', name: view.name, type: view.type, size: entry.size }, ...files],
      decoder: entry.decoder,
      ...(entry.camera === undefined ? {} : { camera: entry.camera }),
      ...(entry.location === undefined ? {} : { location: entry.location }),
      ...(view.trash === undefined ? {} : { trashLeftMs: vault.trashLeftMs(view.trash) }),
    };
  }

  async act(act: LibraryAct): Promise<ActResult> {
    const vault = this.vault();
    const planned = planAct(vault, act);
    if (planned.records.length > 0) await vault.publish(planned.records);
    const undo = this.nextNumber++;
    this.undos.set(undo, planned.inverse);
    for (const old of this.undos.keys()) {
      if (this.undos.size <= rememberedUndos) break;
      this.undos.delete(old);
    }
    return {
      changed: planned.changed,
      undo,
      ...(planned.album === undefined ? {} : { album: planned.album }),
    };
  }

  /** @throws VaultError not-found where it was undone already, or too long ago */
  async undo(token: number): Promise<void> {
    const inverse = this.undos.get(token);
    if (!inverse) throw new VaultError('not-found', 'nothing to undo');
    if (inverse.length > 0) await this.vault().publish(inverse);
    this.undos.delete(token);
  }

  /** Forgets answers and undos: they speak of what was open. */
  clear(): void {
    this.answers.clear();
    this.undos.clear();
  }

  private slice(query: number, start: number, end: number): Uint32Array {
    return this.answer(query).order.subarray(Math.max(0, start), Math.max(0, end));
  }

  private answer(query: number): CatalogAnswer {
    const answer = this.answers.get(query);
    if (!answer) throw new VaultError('not-found', 'no such query');
    return answer.result;
  }
}

/** @param elapsedMs  since it was put into the trash */
export function trashLeft(elapsedMs: number): number {
  return Math.max(0, limits.trashDays * dayMs - elapsedMs);
}
