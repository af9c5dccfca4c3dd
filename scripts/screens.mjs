// @ts-check
// `npm run screens`: renders every state of the app that test/screens/ describes, at 390 and 1280 px, light and dark,
// into screens/. What follows goes to the runner, e.g. `npm run screens -- photo.spec`.
// `npm run screens -- --docs` also copies those that the README shows to docs/.
import { prepare, root } from './prepare.mjs';

/** Pictures of the README, by the screen they are. */
const documented = {
  verified: 'photo-verified-1280-light',
  library: 'library-1280-light',
  inside: 'look-inside-block-1280-light',
  safety: 'safety-1280-light',
  damaged: 'photo-damaged-1280-light',
};

prepare();
const { spawnSync } = await import('node:child_process');
const { cpSync } = await import('node:fs');
const { join } = await import('node:path');
const { buildIfChanged } = await import('./build.mjs');
const { findOrInstallChromium, playwrightCli } = await import('./install-chromium.mjs');

const words = process.argv.slice(2);
const options = words.filter((word) => word !== '--docs');
const chromium = await findOrInstallChromium();
if (!chromium || !buildIfChanged()) process.exit(1);
const { status } = spawnSync(process.execPath, [playwrightCli, 'test', '--project=screens', ...options], {
  cwd: root,
  env: { ...process.env, CHROMIUM: chromium },
  stdio: 'inherit',
});
if (status === 0 && options.length < words.length) {
  for (const [name, screen] of Object.entries(documented)) {
    cpSync(join(root, 'screens', `${screen}.png`), join(root, 'docs', `${name}.png`));
  }
}
process.exit(status ?? 1);
