// @ts-check
// `npm run screens`: renders every state of the app that test/screens/ describes, at 390 and 1280 px, light and dark,
// into screens/. What follows goes to the runner, e.g. `npm run screens -- locked`.
import { prepare, root } from './prepare.mjs';

prepare();
const { spawnSync } = await import('node:child_process');
const { buildIfChanged } = await import('./build.mjs');
const { findOrInstallChromium, playwrightCli } = await import('./install-chromium.mjs');

const chromium = await findOrInstallChromium();
if (!chromium || !buildIfChanged()) process.exit(1);
const { status } = spawnSync(process.execPath, [playwrightCli, 'test', '--project=screens', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, CHROMIUM: chromium },
  stdio: 'inherit',
});
process.exit(status ?? 1);
