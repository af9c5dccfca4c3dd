// The app's page with the scripted vault instead of the worker's: for developing pages and for screenshots. Served
// by `vite` as test/support/fake.html; never part of the build. The address says the script: ?photos=400&phase=none
import { startApp } from '../../src/app/start.ts';
import { adoptTokens } from '../../src/ui/kit/tokens.ts';
import '../../src/ui/app-shell.ts';
import { FakeVault } from './fake-vault.ts';

declare global {
  interface Window {
    fakeVault: FakeVault;
  }
}

const script = new URLSearchParams(location.search);
const phases = ['none', 'locked', 'open'] as const;
const vault = new FakeVault({
  phase: phases.find((phase) => phase === script.get('phase')) ?? 'open',
  photos: Number(script.get('photos') ?? 240),
});
vault.stepMs = Number(script.get('step') ?? 150);
window.fakeVault = vault;
adoptTokens(document);
await startApp(vault);
