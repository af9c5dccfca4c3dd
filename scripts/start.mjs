// @ts-check
// `npm start`: from a fresh clone to a running Tessera. Installs and builds what is missing, then serves the app
// and its signalling server on one port of this machine.
import { prepare } from './prepare.mjs';

prepare();
const { buildIfChanged, distFolder } = await import('./build.mjs');
const { serve } = await import('./serve.mjs');

const port = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`PORT is set to "${process.env.PORT}"; it must be a number from 1 to 65535.`);
  process.exit(1);
}
const taken =
  `Port ${port} is taken, perhaps by another Tessera. To use another: PORT=${port + 1} npm start\n` +
  '(on Windows: set PORT first). Browsers keep a vault per address, so another port is another vault.';

/** @returns {Promise<import('./serve.mjs').Served>} */
async function open() {
  try {
    return await serve({ folder: distFolder, port, signalling: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') console.error(taken);
    else console.error(`The server could not start: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

// The port first: nobody wants to hear after a minute of building that it is taken.
const served = await open();
if (!buildIfChanged()) process.exit(1);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => void served.close().finally(() => process.exit(0)));
}
console.log(`Tessera is running. Ctrl-C ends it.\n\n  ${served.url}`);
