// Puts the shell with a scripted vault into the test's page, and looks into shadow trees as a person looks at a
// screen: by role and name, whatever element they are in.
import { axe } from './axe.ts';
import { followAddress } from '../../../src/app/routes.ts';
import { state } from '../../../src/app/state.ts';
import { connectVault } from '../../../src/app/vault-client.ts';
import '../../../src/ui/app-shell.ts';
import type { TesseraApp } from '../../../src/ui/app-shell.ts';
import { adoptTokens } from '../../../src/ui/kit/tokens.ts';
import type { FakeVault } from '../../support/fake-vault.ts';

export { axe };

let following = false;

/** A fresh shell at a place. */
export async function mountApp(vault: FakeVault, fragment = '#/photos'): Promise<TesseraApp> {
  document.body.replaceChildren();
  adoptTokens(document);
  document.documentElement.lang = 'en';
  document.body.style.margin = '0';
  history.replaceState(null, '', fragment);
  if (following) dispatchEvent(new PopStateEvent('popstate'));
  else followAddress();
  following = true;
  state.toasts.set([]);
  state.jobs.set([]);
  state.trayOpen.set(false);
  await connectVault(vault);
  const app = document.createElement('tessera-app');
  document.body.append(app);
  await app.updateComplete;
  return app;
}

/** Every element under a root that matches, shadow trees included, in reading order. */
export function deepAll<Element_ extends Element = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): Element_[] {
  const found: Element_[] = [];
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(selector)) found.push(element as Element_);
    if (element.shadowRoot) found.push(...deepAll<Element_>(selector, element.shadowRoot));
  }
  return found;
}

export function deep<Element_ extends Element = HTMLElement>(selector: string, root?: ParentNode): Element_ {
  const [first] = deepAll<Element_>(selector, root);
  if (!first) throw new Error(`nothing matches ${selector}`);
  return first;
}

/** What has the focus, inside however many shadow trees. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** All text that a person could read or a script could find, values of fields included. */
export function everyText(root: ParentNode = document): string {
  const values = deepAll<HTMLInputElement>('input, textarea', root).map((input) => input.value);
  const texts = [...root.querySelectorAll('*')].flatMap((element) => [
    ...[...element.childNodes].filter((node) => node instanceof Text).map((node) => node.data),
    ...(element.shadowRoot ? [everyText(element.shadowRoot)] : []),
  ]);
  return [...texts, ...values].join(' ').replaceAll(/\s+/g, ' ');
}
