// The shell around the vault: it loads under its strict policy, installs, stays when the network goes, lives under any
// path, and says why where a browser would give it no storage to trust.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { measureShell } from '../../scripts/shell-size.mjs';
import { distFolder, expect, launchTessera, test, waitForOffline } from '../support/app.ts';

test('loads without an error or a breach of its content security policy', async ({ tessera: { page, problems } }) => {
  await expect(page.locator('tessera-app')).toBeVisible();
  await expect.poll(() => page.evaluate(() => customElements.get('tessera-app') !== undefined)).toBe(true);
  await waitForOffline(page);
  expect(problems).toEqual([]);
});

test('refuses inline script and code from strings', async ({ tessera: { page, problems } }) => {
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    return 'inlineRan' in globalThis;
  });
  expect(ran).toBe(false);
  expect(problems.join()).toContain('Content Security Policy');
});

test('offers a manifest that the browser can install', async ({ tessera: { page, context } }) => {
  await waitForOffline(page);
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);

  const manifest = JSON.parse(data ?? '{}') as { icons: { src: string }[] };
  for (const { src } of manifest.icons) {
    const answer = await page.request.get(new URL(src, page.url()).href);
    expect(answer.headers()['content-type'], src).toMatch(/^image\//);
  }
});

test('reloads and opens a deep link with the server gone', async ({ tessera: { page, server, url, problems } }) => {
  await waitForOffline(page);
  await server.close();
  await page.reload();
  await expect(page.locator('tessera-app')).toBeVisible();
  await page.goto(`${url}#/settings`);
  await page.reload();
  await expect.poll(() => page.evaluate(() => customElements.get('tessera-app') !== undefined)).toBe(true);
  expect(problems).toEqual([]);
});

test('keeps every file of the build for offline use, workers and WASM among them', async ({ tessera: { page } }) => {
  await waitForOffline(page);
  const kept = await page.evaluate(async () => {
    const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = (await Promise.all(opened.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname.slice(1));
  });
  const entries = await readdir(distFolder, { recursive: true, withFileTypes: true });
  const built = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(distFolder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => path !== 'sw.js' && !path.startsWith('.'));
  expect(kept.sort()).toEqual(built.sort());
});

test('needs at most 60 kB before its first paint', () => {
  expect(measureShell(distFolder).brotliBytes).toBeLessThanOrEqual(60_000);
});

test('runs under a sub-path, offline too', async () => {
  const tessera = await launchTessera({ basePath: '/some/where/' });
  const { page, server, url, problems } = tessera;
  try {
    await waitForOffline(page);
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(`${url}sw.js`);
    await server.close();
    await page.reload();
    await expect(page.locator('tessera-app')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await tessera.close();
  }
});

test('a new version waits until the person agrees', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-dist-'));
  await cp(distFolder, folder, { recursive: true });
  const tessera = await launchTessera({ folder });
  const { page } = tessera;
  try {
    await waitForOffline(page);
    const worker = join(folder, 'sw.js');
    await writeFile(worker, `${await readFile(worker, 'utf8')}\n// the next version\n`);
    const found = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const before = registration.active;
      await registration.update();
      await new Promise<void>((settle) => {
        const next = registration.installing;
        if (!next) settle();
        else next.addEventListener('statechange', () => next.state === 'installed' && settle());
      });
      return { waits: registration.waiting !== null, unchanged: registration.active === before };
    });
    expect(found).toEqual({ waits: true, unchanged: true });
  } finally {
    await tessera.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('answers the share target in the service worker, and says when there is no vault yet', async ({
  tessera: { context, page, url },
}) => {
  await waitForOffline(page);
  const sharer = await context.newPage();
  await sharer.setContent(
    `<form method="post" enctype="multipart/form-data" action="${url}share-target">
       <input type="file" name="files" /><button>Share</button></form>`,
  );
  await sharer.setInputFiles('input', {
    name: 'a.png',
    mimeType: 'image/png',
    buffer: Buffer.from('not yet a picture'),
  });
  await sharer.click('button');
  await sharer.waitForURL(/#\/photos\?shared=none$/);
});

test('says on an insecure origin why it cannot keep photos there and what to do', async () => {
  const tessera = await launchTessera({
    args: ['--host-resolver-rules=MAP example.test 127.0.0.1'],
    url: 'about:blank',
  });
  const { page, server, problems } = tessera;
  try {
    await page.goto(`http://example.test:${server.port}/`);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await expect(page.locator('tessera-app')).toContainText('HTTPS');
    expect(problems).toEqual([]);
  } finally {
    await tessera.close();
  }
});
