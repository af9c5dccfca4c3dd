// The one answer of Safety: what would happen to these photos if this device or its browser let go of them, and the
// one thing to do about it.
import { countOf, formatDate } from '../../app/format.ts';
import { statusWords } from '../../app/words.ts';
import type { SafetyReport } from '../../vault/api.ts';

export interface Answer {
  readonly needsYou: boolean;
  readonly word: string;
  readonly heading: string;
  readonly text: string;
  readonly button: 'import' | 'back-up' | 'verify';
}

export function safetyAnswer(report: SafetyReport): Answer {
  const { photos, lastBackupMs, notBackedUp, persisted, privateWindow } = report;
  if (photos === 0) {
    return {
      needsYou: false,
      word: 'Empty',
      heading: 'There is nothing to lose yet',
      text: 'Once photos are here, this page says where else they exist.',
      button: 'import',
    };
  }
  if (lastBackupMs !== undefined && notBackedUp === 0) {
    return {
      needsYou: false,
      word: statusWords.backedUp,
      heading: `Backed up on ${formatDate(lastBackupMs)}`,
      text: `${photos === 1 ? 'Your photo is' : `All ${countOf(photos, 'photo')} are`} in that backup. With your 24 words it opens on any device.`,
      button: 'verify',
    };
  }
  if (lastBackupMs !== undefined) {
    return {
      needsYou: true,
      word: statusWords.onlyHere,
      heading: `${countOf(notBackedUp, 'photo')} since the backup of ${formatDate(lastBackupMs)}`,
      text: 'Those are only on this device. The next backup into the same folder writes only what is new.',
      button: 'back-up',
    };
  }
  if (persisted && privateWindow !== 'likely') {
    return {
      needsYou: true,
      word: statusWords.onlyHere,
      heading: 'Only on this device',
      text: 'The browser has promised to keep them. A lost or broken device would still take them along.',
      button: 'back-up',
    };
  }
  return {
    needsYou: true,
    word: statusWords.mayBeCleared,
    heading: 'Only on this device, and the browser may clear them',
    text:
      privateWindow === 'likely'
        ? 'This looks like a private window: everything in it vanishes when it is closed.'
        : 'When space runs short, browsers clear sites they were not asked to keep. A backup makes that harmless.',
    button: 'back-up',
  };
}
