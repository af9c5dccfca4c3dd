// Search by words: every word must be found in a photo's name, path, camera, caption, labels or albums, or
// name its date. Folded text per row is made on the first search and kept until the row changes.
import { flag } from './columns.ts';
import { dateOfDay, datePattern, dayOf, matchesDate } from './dates.ts';
import { fold } from './fold.ts';
import { partRows } from './photo.ts';
import type { CatalogView } from './view.ts';

export class SearchText {
  private readonly texts: string[] = [];
  private made: Uint32Array = new Uint32Array(0);

  constructor(private readonly view: CatalogView) {}

  /** The rows of `rows` that every word of `text` is found in. */
  filter(rows: Uint32Array<ArrayBuffer>, text: string): Uint32Array<ArrayBuffer> {
    let left = rows;
    const words = new Set(fold(text).split(/[\s,;]+/));
    for (const word of words) if (word !== '') left = this.filterWord(left, word);
    return left;
  }

  private filterWord(rows: Uint32Array<ArrayBuffer>, word: string): Uint32Array<ArrayBuffer> {
    const { view } = this;
    const said = this.said(word);
    const pattern = datePattern(word);
    const days = new Map<number, boolean>();
    const dated = (row: number): boolean => {
      if (!pattern) return false;
      const day = dayOf(view.takenMs(row));
      let known = days.get(day);
      if (known === undefined) days.set(day, (known = matchesDate(pattern, dateOfDay(day))));
      return known;
    };
    return rows.filter((row) => said.has(row) || dated(row) || this.text(row).includes(word));
  }

  /** Rows whose caption, a label or an album holds the word. */
  private said(word: string): Set<number> {
    const { view } = this;
    const { fields } = view;
    const rows = new Set<number>();
    for (const [row, caption] of fields.captions)
      if (view.counts(row, caption.code) && fold(caption.text).includes(word)) rows.add(row);
    for (const [label, field] of fields.labels)
      if (fold(label).includes(word)) for (const row of field.keys()) if (view.isOn(field, row)) rows.add(row);
    for (const [album, { name }] of fields.albums) {
      if (name === undefined || !fold(name).includes(word)) continue;
      const field = fields.members.get(album);
      for (const row of field?.keys() ?? []) if (view.isOn(field, row)) rows.add(row);
    }
    return rows;
  }

  /** Paths and cameras of a photo and its parts. */
  private text(row: number): string {
    const { view } = this;
    const revision = view.revisions[row] ?? 0;
    const known = this.texts[row];
    if (known !== undefined && this.made[row] === revision) return known;
    if (this.made.length < view.store.count) {
      const grown = new Uint32Array(Math.max(view.store.count, Math.floor(1.5 * this.made.length)));
      grown.set(this.made);
      this.made = grown;
    }
    const text = fold(this.words(row));
    this.texts[row] = text;
    this.made[row] = revision;
    return text;
  }

  private words(row: number): string {
    const { store, fields } = this.view;
    let words = `${store.path(row)}\n${store.names.text(store.columns.camera[row] as number)}`;
    for (const extra of fields.paths.get(row) ?? []) words += `\n${extra.path}`;
    for (const part of partRows(this.view, row))
      if (store.has(part.row, flag.alive)) words += `\n${store.path(part.row)}`;
    return words;
  }
}
