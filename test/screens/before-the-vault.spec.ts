// The states before there is a vault, and those in which there will be none: each door, what a browser refuses, and
// the empty library behind the first door.
import { generateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { expect, launchTessera, test } from '../support/app.ts';
import { fillProfile, goTo, lockNow, passphrase, slow, tryPassphrase } from '../support/person.ts';
import { capture } from '../support/screens.ts';

test('first run, registering, restoring, the empty and the locked vault', async ({ tessera: { page, url } }) => {
  test.slow();
  await expect(page.getByRole('link', { name: /New vault/ })).toBeVisible();
  await capture(page, 'first-run');

  await page.getByRole('link', { name: /I had one before/ }).click();
  const words = generateMnemonic(wordlist, 256).split(' ');
  const fields = page.getByLabel(/^Word \d+$/);
  await expect(fields).toHaveCount(24);
  for (const [at, word] of words.entries()) await fields.nth(at).fill(word);
  await capture(page, 'restore-words');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Where is the backup?' })).toBeVisible();
  await capture(page, 'restore-backup');

  await page.goto(`${url}#/welcome/join`);
  await expect(page.getByRole('heading', { name: 'Join a group' })).toBeVisible();
  await capture(page, 'join-a-group');

  await page.goto(`${url}#/welcome/new`);
  await fillProfile(page, 'Ada', passphrase);
  await capture(page, 'register');
  await page.getByRole('button', { name: 'Continue' }).click();
  const items = page.getByRole('list', { name: 'Recovery words' }).getByRole('listitem');
  await expect(items).toHaveCount(24, slow);
  const shown = (await items.allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  await capture(page, 'words');
  await page.getByRole('button', { name: 'I have written them down' }).click();
  const asked = page.getByLabel(/^Word \d+$/);
  await expect(asked).toHaveCount(3);
  for (const field of await asked.all()) {
    const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await field.fill(shown[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await capture(page, 'words-asked-back');
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByRole('button', { name: 'Open my vault' })).toBeVisible();
  await capture(page, 'persistence-denied');
  await page.getByRole('button', { name: 'Open my vault' }).click();

  await expect(page.getByRole('heading', { name: 'No photos yet' })).toBeVisible(slow);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await capture(page, 'empty');
  await goTo(page, 'Groups');
  await capture(page, 'groups');

  await lockNow(page);
  await tryPassphrase(page, 'not the passphrase');
  await expect(page.locator('#error').filter({ hasText: 'does not open this vault' })).toBeVisible(slow);
  await capture(page, 'locked');
});

test('an insecure origin and a browser without what Tessera needs', async () => {
  const tessera = await launchTessera({ args: ['--host-resolver-rules=MAP example.test 127.0.0.1'] });
  const { page, context, server, url } = tessera;
  try {
    await page.goto(`http://example.test:${String(server.port)}/`);
    await expect(page.locator('tessera-app')).toContainText('HTTPS');
    await capture(page, 'insecure-origin');

    const old = await context.newPage();
    await old.addInitScript(() => {
      Reflect.deleteProperty(Navigator.prototype, 'locks');
    });
    await old.goto(url);
    await expect(old.locator('tessera-app')).toContainText('Web Locks');
    await capture(old, 'unsupported-browser');
  } finally {
    await tessera.close();
  }
});
