// What this installation remembers of its own care: what the last checks found broken, when it was last verified and
// backed up, where the scrub round stands. Plain facts in settings; photo ids are keyed hashes and say nothing.
import type { FileId } from '../core/ids.ts';
import type { SettingsStore } from '../core/ports.ts';
import type { ScrubCursor } from './verify-photos.ts';

const settingName = 'care';

export interface CareRecord {
  readonly damaged: readonly FileId[];
  readonly lastVerify?: { readonly atMs: number; readonly photos: number; readonly damaged: number };
  readonly lastBackup?: { readonly atMs: number; readonly files: number };
  readonly scrub: ScrubCursor;
  /** Share of the round that has been read, 0 to 1. */
  readonly scrubbed: number;
  /** Something lies there that nothing refers to: of a purge, or of an import that did not end well. */
  readonly sweepDue?: boolean;
}

const fresh: CareRecord = { damaged: [], scrub: { next: 0, roundStartedMs: 0, day: 0 }, scrubbed: 0 };

export class Care {
  private record: CareRecord = fresh;
  private readonly broken = new Set<FileId>();

  constructor(private readonly settings: SettingsStore) {}

  async load(): Promise<void> {
    const kept = await this.settings.get(settingName);
    this.record = isCareRecord(kept) ? kept : fresh;
    this.broken.clear();
    for (const id of this.record.damaged) this.broken.add(id);
  }

  get facts(): CareRecord {
    return this.record;
  }

  readonly isDamaged = (id: FileId): boolean => this.broken.has(id);

  /** @returns whether anything changed */
  judge(id: FileId, isDamaged: boolean): boolean {
    if (this.broken.has(id) === isDamaged) return false;
    if (isDamaged) this.broken.add(id);
    else this.broken.delete(id);
    return true;
  }

  /** Keeps facts and verdicts. Needs the pen. */
  async keep(changes: Partial<Omit<CareRecord, 'damaged'>> = {}): Promise<void> {
    this.record = { ...this.record, ...changes, damaged: [...this.broken] };
    await this.settings.put(settingName, this.record);
  }
}

/** Our own record; anything else there is as good as none. */
function isCareRecord(value: unknown): value is CareRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'damaged' in value &&
    Array.isArray(value.damaged) &&
    value.damaged.every((id) => typeof id === 'string') &&
    'scrub' in value &&
    typeof value.scrub === 'object' &&
    'scrubbed' in value &&
    typeof value.scrubbed === 'number'
  );
}
