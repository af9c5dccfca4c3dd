// While 300 files are imported, the page stays free: no task of its main thread takes over 50 ms. A busy machine stops
// threads in mid-task, which stretches every task on the clock and says nothing about the page; so what counts is the
// processor time of each task, as the browser's own trace has it. On a quiet machine the two are the same.
import { test, type Browser, type Page } from 'playwright/test';
import { expect, launchTessera } from '../support/app.ts';
import { dropToImport, finishedJob, register } from '../support/person.ts';
import { layOut, removeTreeOnDisk } from '../support/photo-trees.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

const files = 300;
const limitMs = 50;

test('an import of 300 files leaves the page free: no task over 50 ms', async () => {
  test.setTimeout(300_000);
  const pictures = Object.fromEntries(
    Array.from({ length: files }, (_, at) => [
      `day ${at % 12}/picture ${at}.png`,
      writePng(photograph(160, 120, at + 1), { level: 6, filter: 2 }),
    ]),
  );
  const tree = await layOut('many', pictures);
  const { page, context, close } = await launchTessera();
  try {
    await register(page);
    const browser = context.browser();
    if (!browser) throw new Error('this browser cannot be traced');
    const tasks = await tasksDuring(browser, page, async () => {
      await dropToImport(page, [tree.folder]);
      expect(await finishedJob(page, 'Import')).toContain(`${files} photos imported`);
    });
    const longest = tasks.sort((a, b) => b.cpuMs - a.cpuMs).slice(0, 5);
    const list = longest.map(({ cpuMs, clockMs }) => `${cpuMs.toFixed(1)} (${clockMs.toFixed(1)} on the clock)`);
    console.log(`${files} files, ${tasks.length} tasks of the page; the longest, ms: ${list.join(', ')}`);
    expect(tasks.length).toBeGreaterThan(files);
    expect(longest.filter(({ cpuMs }) => cpuMs > limitMs)).toEqual([]);
  } finally {
    await close();
    await removeTreeOnDisk(tree);
  }
});

interface Task {
  readonly cpuMs: number;
  readonly clockMs: number;
}
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the clock, and of the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Every task of the page's main thread while something is done. */
async function tasksDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<Task[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid}/${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ cpuMs: tdur / 1000, clockMs: dur / 1000 }));
}
