// Elapsed time as this installation saw it (design §5): what the trash's 30 days are counted in. The wall clock may
// jump; a stretch in which the app was not seen counts at most one day, so that no jump empties the trash.
import type { Clock, SettingsStore } from '../core/ports.ts';

const settingName = 'elapsed';
const dayMs = 86_400_000;

interface Kept {
  readonly elapsedMs: number;
  readonly seenMs: number;
}

export class ElapsedTime {
  private startedAt: number;

  private constructor(
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
    private readonly before: number,
  ) {
    this.startedAt = clock.elapsed();
  }

  static async load(settings: SettingsStore, clock: Clock): Promise<ElapsedTime> {
    const kept = await settings.get(settingName);
    if (!isKept(kept)) return new ElapsedTime(settings, clock, 0);
    const away = Math.min(Math.max(clock.now() - kept.seenMs, 0), dayMs);
    return new ElapsedTime(settings, clock, kept.elapsedMs + away);
  }

  now(): number {
    return Math.round(this.before + (this.clock.elapsed() - this.startedAt));
  }

  /** Needs the pen, as every setting does. */
  async keep(): Promise<void> {
    const kept: Kept = { elapsedMs: this.now(), seenMs: this.clock.now() };
    await this.settings.put(settingName, kept);
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'elapsedMs' in value &&
    'seenMs' in value &&
    Number.isFinite(value.elapsedMs) &&
    Number.isFinite(value.seenMs)
  );
}
