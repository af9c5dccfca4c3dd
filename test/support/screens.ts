// Renders one state of the app as people meet it: narrow and wide, light and dark, each picture to screens/ and each
// checked with axe. Specs in test/screens/ bring the app into a state and call `capture(page, 'locked')`.
import axe from 'axe-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from 'playwright/test';

const folder = fileURLToPath(new URL('../../screens', import.meta.url));

const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];
const schemes = ['light', 'dark'] as const;

interface Violation {
  readonly rule: string;
  readonly help: string;
  readonly where: readonly string[];
}

/** Runs axe in the page; through the debugger, since the content security policy refuses script from strings. */
async function findViolations(page: Page): Promise<Violation[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await checker.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      where: nodes.slice(0, 5).map(({ target }) => target.flat().join(' › ')),
    }));
  });
}

/** Nothing moves any more: transitions have ended and two frames were drawn with the new size and colours. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    const finite = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map((one) => one.finished));
    await frame();
  });
}

/**
 * @param name  kebab-case, the file's first part: NAME-390-light.png and its three siblings
 * @param options.accept  axe rules that do not apply to this state, each to be justified where it is passed
 */
export async function capture(page: Page, name: string, options: { accept?: readonly string[] } = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settle(page);
      const state = `${name}-${size.width}-${colorScheme}`;
      await page.screenshot({ path: join(folder, `${state}.png`), animations: 'disabled', caret: 'hide' });
      const violations = (await findViolations(page)).filter(({ rule }) => !options.accept?.includes(rule));
      expect.soft(violations, state).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
