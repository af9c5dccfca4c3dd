// One form of text for searching and sorting: lower case, without diacritics; and for sorting with numbers
// padded, so that IMG_9 stands before IMG_10. Plain code-unit order of these keys is fast and the same everywhere.

const ascii = /^[\0-\x7f]*$/;

/** "Château" and "CHATEAU" become one. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .normalize('NFKC');
}

/** A key whose code-unit order is people's order of names; at most 12 digits of a number count. */
export function sortKey(text: string): string {
  return fold(text).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(12, '0'));
}

/** The last part of a '/'-separated path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Code-unit order, for Array.sort. */
export function compareText(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
