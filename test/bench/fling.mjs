// @ts-check
// The photo grid in the app's own page: how evenly it is drawn while it is flung through, and how soon it is sharp
// after a jump to where nothing was read yet.

/** A finger's fling: this fast at first, px/s, and slower by a factor e every so many ms. */
const flingPxPerSecond = 9_000;
const decayMs = 700;
const betweenFlingsMs = 1_400;

/**
 * @param {number[]} frames  when each was drawn, ms
 * @returns {{ median: number, worst: number }} frames per second: by the median frame, and in the poorest second
 */
export function framesPerSecond(frames) {
  const gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
  gaps.sort((a, b) => a - b);
  const first = frames[0] ?? 0;
  const seconds = Math.floor(((frames.at(-1) ?? 0) - first) / 1000);
  const counts = Array.from({ length: seconds }, () => 0);
  for (const at of frames.slice(1)) {
    const second = Math.floor((at - first) / 1000);
    if (second < seconds) counts[second] = (counts[second] ?? 0) + 1;
  }
  return { median: 1000 / (gaps[gaps.length >> 1] ?? NaN), worst: Math.min(...counts) };
}

/** @param {import('playwright').Page} page @param {string} passphrase */
export async function openGrid(page, passphrase) {
  await page.locator('tessera-unlock-page input').fill(passphrase);
  await page.locator('tessera-unlock-page input').press('Enter');
  await page.locator('tessera-photo-grid .tile img.sharp').first().waitFor({ timeout: 60_000 });
}

/** @param {import('playwright').Page} page @param {number} ms @returns {Promise<number[]>} */
export function restingFrames(page, ms) {
  return page.evaluate(
    (duration) =>
      new Promise((resolve) => {
        /** @type {number[]} */
        const frames = [];
        const start = performance.now();
        const step = (/** @type {number} */ at) => {
          frames.push(at);
          if (at - start < duration) requestAnimationFrame(step);
          else resolve(frames);
        };
        requestAnimationFrame(step);
      }),
    ms,
  );
}

/** @param {import('playwright').Page} page @param {number} ms @returns {Promise<number[]>} when frames were drawn */
export function fling(page, ms) {
  return page.locator('tessera-photo-grid').evaluate(
    (grid, { duration, speed, decay, period }) =>
      new Promise((resolve) => {
        const scroller = grid.shadowRoot?.querySelector('.scroller');
        if (!scroller) throw new Error('the grid has no scroller');
        /** @type {number[]} */
        const frames = [];
        const start = performance.now();
        let before = start;
        const step = (/** @type {number} */ at) => {
          frames.push(at);
          const into = (at - start) % period;
          scroller.scrollTop += speed * Math.exp(-into / decay) * (Math.min(100, at - before) / 1000);
          before = at;
          if (at - start < duration) requestAnimationFrame(step);
          else resolve(frames);
        };
        requestAnimationFrame(step);
      }),
    { duration: ms, speed: flingPxPerSecond, decay: decayMs, period: betweenFlingsMs },
  );
}

/**
 * @param {import('playwright').Page} page @param {number} share  of the way down
 * @returns {Promise<number>} ms until every tile in sight shows its thumbnail
 */
export function jumpUntilSharp(page, share) {
  return page.locator('tessera-photo-grid').evaluate(
    (grid, where) =>
      new Promise((resolve, reject) => {
        const scroller = grid.shadowRoot?.querySelector('.scroller');
        if (!scroller) throw new Error('the grid has no scroller');
        const start = performance.now();
        scroller.scrollTop = where * scroller.scrollHeight;
        const sight = scroller.getBoundingClientRect();
        const isSharp = () => {
          const tiles = [...scroller.querySelectorAll('.tile')].filter((tile) => {
            const { top, bottom, width } = tile.getBoundingClientRect();
            return width > 0 && bottom > sight.top && top < sight.bottom;
          });
          return tiles.length > 4 && tiles.every((tile) => tile.querySelector('img.sharp'));
        };
        const step = () => {
          const ms = performance.now() - start;
          if (ms > 50 && isSharp()) resolve(ms);
          else if (ms > 20_000) reject(new Error('the grid never became sharp'));
          else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    share,
  );
}
