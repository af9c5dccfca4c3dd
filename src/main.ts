// Composition root: the only place that picks implementations. Order matters for the first paint: look, shell,
// then the vault's worker; a browser that cannot seal never starts one.
import { findCapabilities } from './app/capabilities.ts';
import { receiveLaunchedFiles, tellShareOutcome } from './app/arrivals.ts';
import { registerServiceWorker } from './app/register-service-worker.ts';
import { startApp } from './app/start.ts';
import { state } from './app/state.ts';
import { startVaultWorker } from './app/vault-worker.ts';
import './ui/app-shell.ts';
import { adoptTokens } from './ui/kit/tokens.ts';

adoptTokens(document);

async function start(): Promise<void> {
  const lacking = (await findCapabilities()).filter(({ needed, works }) => needed && !works);
  if (lacking.length > 0) {
    document.querySelector('tessera-app')?.refuse(lacking);
    return;
  }
  state.worker.subscribe((worker) => {
    if (worker === 'over') location.reload();
  });
  await startApp(startVaultWorker(() => state.worker.set('lost')));
  tellShareOutcome();
  receiveLaunchedFiles();
  await registerServiceWorker();
}

void start();
