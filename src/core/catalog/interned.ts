// Strings that repeat (devices, epochs, cameras, decoders) stand in columns as small numbers. The table only
// grows, so a number written to a catalog page keeps its meaning.
import { VaultError } from '../errors.ts';

export class Interned<Text extends string> {
  private readonly numbers = new Map<Text, number>();
  private readonly texts: Text[] = [];

  /** @param max  what the column that holds the numbers can count to */
  constructor(
    private readonly max: number,
    texts: readonly Text[] = [],
  ) {
    for (const text of texts) this.number(text);
  }

  /** @throws VaultError `limit` where the table is full */
  number(text: Text): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.texts.length >= this.max) throw new VaultError('limit', 'too many different names', { max: this.max });
    this.numbers.set(text, this.texts.length);
    this.texts.push(text);
    return this.texts.length - 1;
  }

  text(number: number): Text {
    const text = this.texts[number];
    if (text === undefined) throw new VaultError('internal', 'number without a name', { number });
    return text;
  }

  get all(): readonly Text[] {
    return this.texts;
  }
}
