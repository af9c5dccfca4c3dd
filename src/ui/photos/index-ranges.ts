// Which photos of a query are selected, as sorted disjoint index ranges: selecting 100,000 costs the same as selecting
// one. Immutable values, so that a sweep can always start again from the selection it began with.

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export class IndexRanges {
  static readonly none = new IndexRanges([]);

  private constructor(readonly ranges: readonly Range[]) {}

  static of(start: number, end: number): IndexRanges {
    return start < end ? new IndexRanges([{ start, end }]) : IndexRanges.none;
  }

  /** @param indices  ascending */
  static fromSorted(indices: Iterable<number>): IndexRanges {
    const ranges: Range[] = [];
    let start = -1;
    let end = -1;
    for (const index of indices) {
      if (index === end) {
        end++;
        continue;
      }
      if (start >= 0) ranges.push({ start, end });
      start = index;
      end = index + 1;
    }
    if (start >= 0) ranges.push({ start, end });
    return ranges.length === 0 ? IndexRanges.none : new IndexRanges(ranges);
  }

  get size(): number {
    let size = 0;
    for (const range of this.ranges) size += range.end - range.start;
    return size;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  has(index: number): boolean {
    const range = this.ranges[this.#lastStartingAtOrBefore(index)];
    return range !== undefined && index < range.end;
  }

  /** How many of [start, end) are in. */
  countIn(start: number, end: number): number {
    let count = 0;
    for (let i = Math.max(0, this.#lastStartingAtOrBefore(start)); i < this.ranges.length; i++) {
      const range = this.ranges[i];
      if (range === undefined || range.start >= end) break;
      count += Math.max(0, Math.min(end, range.end) - Math.max(start, range.start));
    }
    return count;
  }

  add(start: number, end: number): IndexRanges {
    if (start >= end) return this;
    const ranges: Range[] = [];
    let from = start;
    let to = end;
    let placed = false;
    for (const range of this.ranges) {
      if (range.end < from) ranges.push(range);
      else if (range.start > to) {
        if (!placed) ranges.push({ start: from, end: to });
        placed = true;
        ranges.push(range);
      } else {
        from = Math.min(from, range.start);
        to = Math.max(to, range.end);
      }
    }
    if (!placed) ranges.push({ start: from, end: to });
    return new IndexRanges(ranges);
  }

  remove(start: number, end: number): IndexRanges {
    if (start >= end) return this;
    const ranges: Range[] = [];
    for (const range of this.ranges) {
      if (range.end <= start || range.start >= end) ranges.push(range);
      else {
        if (range.start < start) ranges.push({ start: range.start, end: start });
        if (range.end > end) ranges.push({ start: end, end: range.end });
      }
    }
    return ranges.length === 0 ? IndexRanges.none : new IndexRanges(ranges);
  }

  toggle(index: number): IndexRanges {
    return this.has(index) ? this.remove(index, index + 1) : this.add(index, index + 1);
  }

  #lastStartingAtOrBefore(index: number): number {
    let low = -1;
    let high = this.ranges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.ranges[middle]?.start ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
