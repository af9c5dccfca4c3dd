// The page's content security policy forbids making code of strings; emscripten's glue often needs it. This is the
// proof that ours does not, in the browser, and that browsers code to the same bytes as Node.
import { expect, test } from 'vitest';
import type { PolicyReport } from '../support/webp-under-policy.ts';
import underPolicy from '../support/webp-under-policy.ts?url';

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

test('the raster codec runs where only WASM may be compiled, to the same bytes as in Node', async () => {
  const frame = document.createElement('iframe');
  const told = new Promise<PolicyReport>((resolve) => {
    addEventListener('message', (event) => {
      if (event.source === frame.contentWindow) resolve(event.data as PolicyReport);
    });
  });
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="${underPolicy}"></script>`;
  document.body.append(frame);
  expect(await told).toEqual({
    evalRefused: true,
    exact: true,
    // As golden in test/unit/segment/webp-codec.test.ts.
    sha256: 'aaeb55a4b6c26718d523e03307a63eb4d0cb519e49271e0d7a198c0657eb6daf',
  });
  frame.remove();
});
