// Refused files, grouped by why, in a person's words: "3 documents: neither pictures nor videos", "1 empty file".
import { countOf } from '../../app/format.ts';
import { errorSentence } from '../../app/words.ts';
import type { ErrorCode } from '../../core/errors.ts';

export interface Refusal {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly paths: readonly string[];
  /** Trying again can help: what was wrong may have passed. */
  readonly retry: boolean;
}

const documents = /\.(md|txt|pdf|docx?|xlsx?|pptx?|odt|ods|html?|csv|json|xml|rtf|pages)$/i;
const hopeless: ReadonlySet<ErrorCode> = new Set(['file-type', 'file-empty', 'limit', 'cannot-draw']);

export function groupRefusals(refused: readonly { readonly path: string; readonly code: ErrorCode }[]): Refusal[] {
  const byCode = new Map<ErrorCode, string[]>();
  for (const { path, code } of refused) {
    const paths = byCode.get(code);
    if (paths) paths.push(path);
    else byCode.set(code, [path]);
  }
  return [...byCode].map(([code, paths]) => ({
    code,
    paths,
    sentence: sentence(code, paths),
    retry: !hopeless.has(code),
  }));
}

function sentence(code: ErrorCode, paths: readonly string[]): string {
  const count = paths.length;
  if (code === 'file-empty') return countOf(count, 'empty file');
  if (code === 'file-type') {
    const kind = paths.every((path) => documents.test(path)) ? 'document' : 'file';
    return count === 1
      ? `1 ${kind}: neither a picture nor a video`
      : `${countOf(count, kind)}: neither pictures nor videos`;
  }
  return `${countOf(count, 'file')}: ${errorSentence(code).reason}`;
}
