// @ts-check
// What page and vault worker hold after a full collection, buffers included, as DevTools would say it. Workers speak
// through their page's session.

/**
 * @typedef {import('playwright').CDPSession} CDPSession
 * @typedef {{ usedSize: number, embedderHeapUsedSize?: number, backingStorageSize?: number }} HeapUsage
 */

/** @param {HeapUsage} usage */
function bytesOf({ usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 }) {
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

/** A page and its workers that have a name, over one DevTools session. */
export class PageProbe {
  #next = 1;
  /** @type {Map<string, string>} session by the worker's title or URL */
  #workers = new Map();
  /** @type {Map<number, (answer: { result?: object, error?: { message: string } }) => void>} */
  #waiting = new Map();
  /** @type {CDPSession} */
  #session;

  /** @param {CDPSession} session */
  constructor(session) {
    this.#session = session;
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') this.#workers.set(sessionId, `${targetInfo.title} ${targetInfo.url}`);
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => void this.#workers.delete(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const answer = JSON.parse(message);
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  /** @param {import('playwright').Page} page */
  static async of(page) {
    const session = await page.context().newCDPSession(page);
    const probe = new PageProbe(session);
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return probe;
  }

  /** @param {RegExp} name  of the worker's title or script */
  #worker(name) {
    const found = [...this.#workers].findLast(([, title]) => name.test(title));
    if (!found) throw new Error(`No worker is named ${name}; there are: ${[...this.#workers.values()].join(', ')}`);
    return found[0];
  }

  /**
   * @param {RegExp} worker @param {string} method @param {object} [params]
   * @returns {Promise<object>}
   */
  sendToWorker(worker, method, params = {}) {
    const id = this.#next++;
    const sessionId = this.#worker(worker);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      const message = JSON.stringify({ id, method, params });
      this.#session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  }

  /** @param {RegExp} worker @returns {Promise<number>} bytes */
  async heldBytes(worker) {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.sendToWorker(worker, 'HeapProfiler.collectGarbage');
    const page = /** @type {HeapUsage} */ (await this.#session.send('Runtime.getHeapUsage'));
    const vault = /** @type {HeapUsage} */ (await this.sendToWorker(worker, 'Runtime.getHeapUsage'));
    return bytesOf(page) + bytesOf(vault);
  }

  detach() {
    return this.#session.detach();
  }
}
