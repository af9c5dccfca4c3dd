// Stands between the store and IndexedDB in browser tests: records every transaction, and lets a test fail or delay
// the world at a chosen one, as a crash, a full disk or a frozen tab would.

export interface SeenTransaction {
  readonly stores: readonly string[];
  readonly mode: IDBTransactionMode;
  readonly durability: IDBTransactionDurability;
}

export class IdbTap {
  readonly seen: SeenTransaction[] = [];
  /** Called before a transaction begins; what it throws, `IDBDatabase.transaction` throws. */
  beforeTransaction: ((next: SeenTransaction) => void) | undefined;
  /** Called before each value is put or added; what it throws, the put throws. */
  beforePut: ((store: string) => void) | undefined;

  private readonly transaction = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction');
  private readonly put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put');
  private readonly add = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'add');

  constructor() {
    const begin = (next: SeenTransaction) => {
      this.beforeTransaction?.(next);
      this.seen.push(next);
    };
    const store = (name: string) => this.beforePut?.(name);
    const { transaction, put, add } = this;
    replace(
      IDBDatabase.prototype,
      'transaction',
      transaction,
      (original) =>
        function (this: IDBDatabase, ...args) {
          const [stores, mode, options] = args as Parameters<IDBDatabase['transaction']>;
          begin({
            stores: typeof stores === 'string' ? [stores] : [...stores],
            mode: mode ?? 'readonly',
            durability: options?.durability ?? 'default',
          });
          return Reflect.apply(original, this, args) as unknown;
        },
    );
    for (const [method, descriptor] of [
      ['put', put],
      ['add', add],
    ] as const)
      // prettier-ignore
      replace(IDBObjectStore.prototype, method, descriptor, (original) => function (this: IDBObjectStore, ...args) {
        store(this.name);
        return Reflect.apply(original, this, args) as unknown;
      });
  }

  get writes(): SeenTransaction[] {
    return this.seen.filter(({ mode }) => mode === 'readwrite');
  }

  remove(): void {
    if (this.transaction) Object.defineProperty(IDBDatabase.prototype, 'transaction', this.transaction);
    if (this.put) Object.defineProperty(IDBObjectStore.prototype, 'put', this.put);
    if (this.add) Object.defineProperty(IDBObjectStore.prototype, 'add', this.add);
  }
}

type Method = (this: never, ...args: unknown[]) => unknown;

function replace(
  target: object,
  name: string,
  descriptor: PropertyDescriptor | undefined,
  wrap: (original: Method) => Method,
): void {
  Object.defineProperty(target, name, { ...descriptor, value: wrap(descriptor?.value as Method) });
}

export function quotaExceeded(): DOMException {
  return new DOMException('no space left', 'QuotaExceededError');
}
