// What the photo page says about proof, in one place: the chip over the picture and the plain sentence of the Proof
// panel. Only `original` and `file` may speak of verification; a preview never does.
import { formatCount } from '../../app/format.ts';
import { errorSentence, statusWords } from '../../app/words.ts';
import type { StatusKind } from '../kit/status.ts';
import type { PhotoState } from './photo-session.ts';

export interface ProofWords {
  readonly kind: StatusKind;
  /** On the chip. */
  readonly word: string;
  /** In the panel. */
  readonly sentence: string;
}

export function proofWords(state: PhotoState | undefined): ProofWords {
  const { showing, blocks } = state ?? {};
  switch (showing?.kind) {
    case undefined:
    case 'opening':
      return { kind: 'busy', word: statusWords.verifying, sentence: 'Its blocks are being read and checked.' };
    case 'preview':
      return {
        kind: 'checked',
        word: blocks
          ? `${statusWords.previewChecked}, ${statusWords.verifying.toLowerCase()} ${percent(blocks)}`
          : statusWords.previewChecked,
        sentence:
          'You see the sealed preview that the importing device made; its seal was checked. The original is being verified.',
      };
    case 'original':
    case 'file': {
      const { receipt } = showing;
      const mended =
        receipt.mended > 0
          ? ` ${receipt.mended === 1 ? 'One of them had' : `${formatCount(receipt.mended)} of them had`} a flipped bit; it was mended, proved by its tag, and written back.`
          : '';
      const what = showing.kind === 'original' ? 'the picture you see is' : 'the file you get is';
      return {
        kind: 'proved',
        word: showing.kind === 'original' ? statusWords.originalVerified : statusWords.fileVerified,
        sentence: `Every one of its ${formatCount(receipt.blocks + receipt.inline)} blocks was checked, and the signature over its recipe: ${what} exactly what was imported.${mended}`,
      };
    }
    case 'damaged': {
      const failed = showing.damage?.failed.length ?? 0;
      const which =
        showing.damage && failed > 0
          ? `${formatCount(failed)} of its ${formatCount(showing.damage.total)} blocks ${failed === 1 ? 'fails' : 'fail'} the check.`
          : errorSentence(showing.code).what;
      return { kind: 'damaged', word: statusWords.damaged, sentence: `${which} A damaged photo is never drawn.` };
    }
    case 'failed': {
      const { what, means } = errorSentence(showing.code);
      return { kind: 'attention', word: 'Not opened', sentence: `${what} ${means}` };
    }
  }
}

function percent({ done, total }: { done: number; total: number }): string {
  return `${Math.floor((100 * done) / Math.max(1, total))} %`;
}
