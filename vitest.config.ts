// Two projects: `unit` runs in Node, `browser` in a real headless Chromium, because IndexedDB, workers and canvas
// have no honest imitation. End-to-end tests are Playwright's (playwright.config.ts).
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumFlags, findChromium } from './scripts/chromium.mjs';
import { bundling } from './vite.config.ts';

const chromium = findChromium();

export default defineConfig({
  ...bundling,
  // Real photos may lie beside the checkout; the tests that draw them run in the browser.
  server: { fs: { allow: ['.', '../shared/photos'] } },
  // Everything a browser test can reach is bundled ahead: a dependency found late reloads the page mid-test.
  optimizeDeps: {
    entries: ['src/**/*.ts', 'workers/**/*.ts', 'test/{browser,contract,support}/**/*.ts'],
    // It loads its WASM beside its own file, which bundling ahead would move away.
    exclude: ['@jsquash/webp'],
  },
  test: {
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/{unit,contract,vectors}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: chromiumFlags, ...(chromium && { executablePath: chromium }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
