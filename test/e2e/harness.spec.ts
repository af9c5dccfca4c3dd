// What the other tests lean on: a kill that really is one, a drop that really is one, pickers and passkeys that behave.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, launchTessera, test } from '../support/app.ts';
import { addAuthenticator } from '../support/passkeys.ts';
import { dropPaths, fakePickers, readTree, writeTree } from '../support/pickers.ts';

test('a kill ends every process at once, and the profile opens again with what was durable', async () => {
  const first = await launchTessera();
  await writeTree(first.page, 'kept', { 'a/b.bin': new Uint8Array([1, 2, 3]) });
  await first.killAll();
  await expect.poll(() => first.page.isClosed()).toBe(true);
  const second = await first.relaunch();
  try {
    expect(await readTree(second.page, 'kept')).toEqual({ 'a/b.bin': new Uint8Array([1, 2, 3]) });
  } finally {
    await second.close();
    await rm(first.profileDir, { recursive: true, force: true });
  }
});

test('pickers hand out writable folders, or end as if cancelled', async ({ tessera: { context, page } }) => {
  const pickers = await fakePickers(context);
  await page.reload();
  pickers.folder = 'export';
  await page.evaluate(async () => {
    const { showDirectoryPicker } = globalThis as unknown as {
      showDirectoryPicker(): Promise<FileSystemDirectoryHandle>;
    };
    const file = await (await showDirectoryPicker()).getFileHandle('out.txt', { create: true });
    const writable = await file.createWritable();
    await writable.write('out');
    await writable.close();
  });
  expect(await readTree(page, 'export')).toEqual({ 'out.txt': new Uint8Array(Buffer.from('out')) });
  pickers.cancelled = true;
  const outcome = await page.evaluate(() =>
    (globalThis as unknown as { showDirectoryPicker(): Promise<unknown> }).showDirectoryPicker().catch(String),
  );
  expect(outcome).toContain('AbortError');
  expect(pickers.opened).toEqual(['directory', 'directory']);
});

test('drops real folders, as the file manager would', async ({ tessera: { page } }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-drop-'));
  await mkdir(join(folder, 'tree', 'inner'), { recursive: true });
  await writeFile(join(folder, 'tree', 'inner', 'deep.txt'), 'deep');
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    addEventListener('dragover', (event) => event.preventDefault(), { capture: true });
    addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        for (const item of event.dataTransfer?.items ?? []) {
          const entry = item.webkitGetAsEntry();
          seen.push(`${entry?.name} ${entry?.isDirectory}`);
        }
      },
      { capture: true },
    );
  });
  await dropPaths(page, page.locator('body'), [join(folder, 'tree')]);
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))
    .toEqual(['tree true']);
  await rm(folder, { recursive: true });
});

test('the authenticator gives the same secret for the same salt', async ({ tessera: { page } }) => {
  const authenticator = await addAuthenticator(page);
  const secrets = await page.evaluate(async () => {
    const challenge = new Uint8Array(32);
    const extensions = { prf: { eval: { first: new Uint8Array(32).fill(7) } } };
    const created = (await navigator.credentials.create({
      publicKey: {
        challenge,
        rp: { name: 'Tessera' },
        user: { id: new Uint8Array(16), name: 'a', displayName: 'a' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions,
      },
    })) as PublicKeyCredential;
    const evaluate = async () => {
      const got = (await navigator.credentials.get({
        publicKey: {
          challenge,
          allowCredentials: [{ type: 'public-key', id: created.rawId }],
          userVerification: 'required',
          extensions,
        },
      })) as PublicKeyCredential;
      const first = got.getClientExtensionResults().prf?.results?.first;
      return first instanceof ArrayBuffer ? [...new Uint8Array(first)].join() : 'none';
    };
    return [await evaluate(), await evaluate()];
  });
  expect(secrets[0]).toMatch(/^\d+(,\d+){31}$/);
  expect(secrets[1]).toBe(secrets[0]);
  expect(await authenticator.count()).toBe(1);
});
