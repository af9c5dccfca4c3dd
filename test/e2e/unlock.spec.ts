// Opening and locking: wrong and right passphrases, the button, nobody there, passkeys, a changed passphrase.
import type { Page } from 'playwright/test';
import { expect, test } from '../support/app.ts';
import { addAuthenticator } from '../support/passkeys.ts';
import { goTo, lockNow, passphrase, register, slow, tryPassphrase, unlock } from '../support/person.ts';

// One of them waits a minute for nobody; the others need not wait behind it.
test.describe.configure({ mode: 'parallel' });

const changed = 'another battery staples a horse';

test('a wrong passphrase says so and changes nothing; the right one opens', async ({ tessera: { page } }) => {
  await register(page);
  await lockNow(page);
  await tryPassphrase(page, 'not the passphrase at all');
  await expect(page.getByText('That passphrase does not open this vault. Nothing was changed.').first()).toBeVisible(
    slow,
  );
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('');
  await unlock(page);
});

test('a locked vault shows no place, and a reload leaves it locked', async ({ tessera: { page, url } }) => {
  await register(page);
  await page.goto(`${url}#/settings`);
  await page.reload();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible(slow);
  await expect(page.getByRole('navigation', { name: 'Places' })).toHaveCount(0);
  await unlock(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Lock now' }).click();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible(slow);
});

test('changes the passphrase: the old one no longer opens, the new one does', async ({ tessera: { page } }) => {
  await register(page);
  await goTo(page, 'Settings');
  await changePassphrase(page, 'a wrong one entirely', changed);
  await expect(page.getByText('That passphrase does not open this vault. Nothing was changed.').first()).toBeVisible(
    slow,
  );
  await page.getByLabel('Passphrase now').fill(passphrase);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByText('The passphrase is changed. Your recovery words stay the same.')).toBeVisible(slow);

  await lockNow(page);
  await tryPassphrase(page, passphrase);
  await expect(page.getByText('That passphrase does not open this vault.').first()).toBeVisible(slow);
  await unlock(page, changed);
});

async function changePassphrase(page: Page, now: string, next: string): Promise<void> {
  await page.getByRole('button', { name: 'Change passphrase' }).click();
  await page.getByLabel('Passphrase now').fill(now);
  await page.getByLabel('New passphrase', { exact: true }).fill(next);
  await page.getByLabel('New passphrase again').fill(next);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
}

test('a passkey opens the vault, until it is removed', async ({ tessera: { page } }) => {
  const authenticator = await addAuthenticator(page);
  await register(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Its name').fill('Laptop fingerprint');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('“Laptop fingerprint” opens this vault from now on.')).toBeVisible(slow);
  expect(await authenticator.count()).toBe(1);

  await lockNow(page);
  const byPasskey = page.getByRole('button', { name: 'Unlock with a passkey' });
  await byPasskey.click();
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible(slow);

  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Remove Laptop fingerprint' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Remove Laptop fingerprint' })).toHaveCount(0);
  await lockNow(page);
  await expect(byPasskey).toHaveCount(0);
  await unlock(page);
});

test('says so where a passkey cannot keep a secret, and keeps none', async ({ tessera: { page } }) => {
  await addAuthenticator(page, { prf: false });
  await register(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(/cannot keep a secret for the vault/)).toBeVisible(slow);
  await expect(page.getByText('Fingerprint, face, device PIN or security key')).toBeVisible();
});

test('locks by itself when nobody is there for the time that was set', async ({ tessera: { page } }) => {
  test.setTimeout(240_000);
  await register(page);
  await goTo(page, 'Settings');
  await page.getByRole('radio', { name: '1 min' }).check();
  // The shortest time a person can choose is really waited for: the clock is the vault worker's own.
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible({ timeout: 150_000 });
});
