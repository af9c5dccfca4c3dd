// The LBPH paper's clustered look-up (§5, its figures 4 and 5). As the paper has it, a query sees the nearest class only
// and misses what lies in another. The default asks every class that the triangle inequality does not rule
// out, so that its answer is brute force's.
import type { FileId } from '../ids.ts';
import { wordsOf } from './packed-rows.ts';
import { SimilarClass } from './similar-class.ts';
import { checkFingerprint, inOrder, type Match, type Part, type SimilarIndex } from './similar-index.ts';

export interface ClassIndexOptions {
  /** The paper's N: a fingerprint farther than this from every centre begins a class of its own. */
  readonly classThreshold: number;
  /** `all`: exact. `nearest`: the paper's step 2. */
  readonly probe?: 'all' | 'nearest';
}

/** k-means on real fingerprints settles in fewer; a bound against going back and forth. */
const clusteringSteps = 10;

export class ClassIndex implements SimilarIndex {
  private classes: SimilarClass[] = [];
  private readonly placeOf = new Map<FileId, { readonly home: SimilarClass; row: number }>();
  private readonly probe: 'all' | 'nearest';
  private readonly classThreshold: number;
  private begun = 0;

  constructor({ classThreshold, probe = 'all' }: ClassIndexOptions) {
    this.classThreshold = classThreshold;
    this.probe = probe;
  }

  get size(): number {
    return this.placeOf.size;
  }

  get classCount(): number {
    return this.classes.length;
  }

  /** Classes begun since the last clustering: the paper re-clusters at each, a device when it is idle. */
  get newClasses(): number {
    return this.begun;
  }

  /** Figure 4 without the upload: joins the nearest class, or begins a new one beyond the threshold. */
  insert(id: FileId, fingerprint: Uint8Array): void {
    checkFingerprint(fingerprint);
    this.delete(id);
    const words = wordsOf(fingerprint);
    let home = this.nearest(words, 'joint');
    if (!home || home.distance(words, 'joint') > this.classThreshold) {
      home = new SimilarClass(words);
      this.classes.push(home);
      this.begun++;
    }
    this.placeOf.set(id, { home, row: home.rows.length });
    home.add(id, words);
  }

  delete(id: FileId): boolean {
    const place = this.placeOf.get(id);
    if (!place) return false;
    this.placeOf.delete(id);
    const moved = place.home.removeAt(place.row);
    const movedPlace = moved === undefined ? undefined : this.placeOf.get(moved);
    if (movedPlace) movedPlace.row = place.row;
    if (place.home.rows.length === 0) this.classes = this.classes.filter((one) => one !== place.home);
    return true;
  }

  find(fingerprint: Uint8Array, within: number, part: Part = 'joint'): Match[] {
    checkFingerprint(fingerprint);
    const query = wordsOf(fingerprint);
    const nearest = this.probe === 'nearest' ? this.nearest(query, part) : undefined;
    const probed =
      this.probe === 'nearest'
        ? [...(nearest ? [nearest] : [])]
        : this.classes.filter((one) => one.mayHold(query, within, part));
    const matches: Match[] = [];
    for (const { rows } of probed)
      rows.scan(query, within, part, (row, tgh, joint) => matches.push({ id: rows.idAt(row), tgh, joint }));
    return inOrder(matches, part);
  }

  /**
   * The paper's pre-clustering: k centres drawn from the members, then k-means until nothing moves.
   *
   * @param chance  numbers in [0, 1); whoever calls owns it
   */
  preCluster(k: number, chance: () => number): void {
    const drawn = [...this.members()];
    const count = Math.min(k, drawn.length);
    for (let i = 0; i < count; i++) {
      const other = i + Math.floor(chance() * (drawn.length - i));
      [drawn[i], drawn[other]] = [drawn[other] as (typeof drawn)[0], drawn[i] as (typeof drawn)[0]];
    }
    this.cluster(drawn.slice(0, count).map(({ words }) => words));
  }

  /** k-means from the present centres on; radii are exact afterwards. */
  recluster(): void {
    this.cluster(this.classes.map(({ centre }) => centre));
  }

  private cluster(centres: readonly Uint32Array[]): void {
    if (centres.length === 0) return;
    const members = [...this.members()];
    let classes = centres.map((centre) => new SimilarClass(centre));
    for (let step = 0; ; step++) {
      for (const { id, words } of members) nearestOf(classes, words, 'joint')?.append(id, words);
      classes = classes.filter(({ rows }) => rows.length > 0);
      let moved = false;
      for (const one of classes) moved = one.recentre() || moved;
      if (!moved || step + 1 >= clusteringSteps) break;
      classes = classes.map(({ centre }) => new SimilarClass(centre));
    }
    this.classes = classes;
    this.begun = 0;
    for (const home of classes) {
      home.tighten();
      for (let row = 0; row < home.rows.length; row++) this.placeOf.set(home.rows.idAt(row), { home, row });
    }
  }

  /** In the order of insertion, so that clustering does not depend on where members lay before. */
  private *members(): Iterable<{ id: FileId; words: Uint32Array }> {
    for (const [id, { home, row }] of this.placeOf) yield { id, words: Uint32Array.from(home.rows.row(row)) };
  }

  private nearest(query: Uint32Array, part: Part): SimilarClass | undefined {
    return nearestOf(this.classes, query, part);
  }
}

/** The first of equals. */
function nearestOf(classes: readonly SimilarClass[], query: Uint32Array, part: Part): SimilarClass | undefined {
  let best: SimilarClass | undefined;
  let bestDistance = Infinity;
  for (const one of classes) {
    const distance = one.distance(query, part);
    if (distance < bestDistance) [best, bestDistance] = [one, distance];
  }
  return best;
}
