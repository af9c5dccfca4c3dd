// @ts-check
// The built app with the bench's page beside it, one folder and so one origin: what is measured is what people get,
// and the page's own worker is bundled by the same rules.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, loadConfigFromFile } from 'vite';
import { distFolder } from '../../scripts/build.mjs';
import { root } from '../../scripts/prepare.mjs';

const folder = join(root, 'node_modules', '.cache', 'tessera-bench');

/** Of the bench's page, below the app's address. */
export const benchPath = 'test/bench/bench.html';

/** Needs a built app. @returns {Promise<string>} the folder to serve */
export async function buildBench() {
  rmSync(folder, { recursive: true, force: true });
  cpSync(distFolder, folder, { recursive: true });
  const command = { command: /** @type {const} */ ('build'), mode: 'production' };
  const loaded = await loadConfigFromFile(command, join(root, 'vite.config.ts'), root);
  if (!loaded) throw new Error('vite.config.ts cannot be read.');
  const { define = {}, worker = {}, base = './' } = loaded.config;
  await build({
    configFile: false,
    root,
    define,
    worker,
    base,
    publicDir: false,
    logLevel: 'error',
    build: {
      ...loaded.config.build,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { input: join(root, benchPath) },
    },
  });
  return folder;
}
