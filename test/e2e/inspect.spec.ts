// Look inside, the paper's screens: the picture with its blocks, the algorithms step by step with what each compares,
// and a block's key only after Reveal, gone from the page when it is closed.
import type { Page } from 'playwright/test';
import { expect, test } from '../support/app.ts';
import { importByChoosing, openPhoto, photoStatus, register, slow } from '../support/person.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

test('shows the blocks, replays the algorithms on one, and a key only while it is asked for', async ({
  tessera: { page, problems },
}) => {
  await register(page);
  await importByChoosing(page, [{ name: 'inside.png', bytes: writePng(photograph(400, 300, 11)) }]);
  await openPhoto(page, 'inside.png');
  await expect(photoStatus(page)).toHaveText('Original verified', slow);
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('tab', { name: 'Proof' }).click();
  await page.getByRole('button', { name: 'Look inside' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Look inside' })).toBeVisible();
  const map = page.getByRole('listbox', { name: 'Blocks of inside.png' });
  await expect(map).toBeVisible(slow);
  await expect(page.getByText(/^\d+ blocks$/)).toBeVisible();
  await expect(page.getByText('new at import', { exact: true })).toBeVisible();

  await map.focus();
  const reveal = page.getByRole('button', { name: 'Reveal the key' });
  await expect(async () => {
    await map.press('ArrowRight');
    await expect(reveal).toBeVisible({ timeout: 1000 });
  }).toPass(slow);
  const details = page.locator('tessera-block-details');
  await expect(details.getByRole('heading', { name: /^Block \d+ of \d+$/ })).toBeVisible();
  for (const name of ['Tag', 'Rehash']) {
    await expect(details.locator(`dt:text-is("${name}") + dd`)).toHaveText(/^[0-9a-f]{64}$/);
  }

  const at = details.getByText(/^Step \d+ of \d+$/);
  await expect(at).toHaveText(/^Step 1 of/, slow);
  const steps = Number(/of (\d+)$/.exec(await at.innerText())?.[1]);
  expect(steps).toBeGreaterThanOrEqual(8);
  for (let step = 2; step <= steps; step++) {
    await details.getByRole('button', { name: 'Next step' }).click();
    await expect(at).toHaveText(`Step ${step} of ${steps}`);
  }
  expect(await details.getByText('equal', { exact: true }).count()).toBeGreaterThanOrEqual(3);
  await expect(details.getByText('different', { exact: true })).toHaveCount(0);

  const tag = await details.locator('dt:text-is("Tag") + dd').innerText();
  expect(await pageHolds(page, tag)).toBe(true);
  await reveal.click();
  const key = (await details.locator('#key').innerText()).trim();
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await pageHolds(page, key)).toBe(true);
  await details.getByRole('button', { name: 'Hide' }).click();
  expect(await pageHolds(page, key)).toBe(false);

  await reveal.click();
  await expect(details.locator('#key')).toHaveText(key);
  await page.getByRole('button', { name: 'Back to the photo' }).click();
  await expect(map).toHaveCount(0);
  expect(await pageHolds(page, key)).toBe(false);
  expect(problems).toEqual([]);
});

/** Whether a text stands anywhere in the document: text, attributes, fields, every shadow root. */
function pageHolds(page: Page, needle: string): Promise<boolean> {
  return page.evaluate((text) => {
    const holds = (root: Document | ShadowRoot): boolean => {
      for (const element of root.querySelectorAll('*')) {
        if ([...element.attributes].some(({ value }) => value.includes(text))) return true;
        if (element instanceof HTMLInputElement && element.value.includes(text)) return true;
        if (element.shadowRoot && holds(element.shadowRoot)) return true;
      }
      return (root.textContent ?? '').includes(text);
    };
    return holds(document) || (document.documentElement.textContent ?? '').includes(text);
  }, needle);
}
