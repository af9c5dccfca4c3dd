// Byte strings kept by least recent use, bounded by their total size: index pages and pack rows between look-ups.
import type { Bytes } from '../core/bytes.ts';

export class ByteLru {
  /** A Map keeps insertion order; what is used is inserted again, so the first is the oldest. */
  private readonly entries = new Map<string, Bytes>();
  private held = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): Bytes | undefined {
    const bytes = this.entries.get(key);
    if (bytes === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, bytes);
    return bytes;
  }

  put(key: string, bytes: Bytes): void {
    this.held += bytes.length - (this.entries.get(key)?.length ?? 0);
    this.entries.delete(key);
    this.entries.set(key, bytes);
    for (const [oldest, { length }] of this.entries) {
      if (this.held <= this.maxBytes) return;
      this.entries.delete(oldest);
      this.held -= length;
    }
  }

  clear(): void {
    this.entries.clear();
    this.held = 0;
  }
}
