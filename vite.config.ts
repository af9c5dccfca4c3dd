// How the app becomes dist/: relative URLs (any sub-path of a static host), ES module workers, the service worker
// with its precache list, and a build id. Nothing is inlined, so that the content security policy stays strict.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { sourceHash } from './scripts/source-hash.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const hash = sourceHash(root);
const MiB = 1024 * 1024;

/** What the app's build and the browser tests must agree on. */
export const bundling = {
  define: { __BUILD__: JSON.stringify(hash.slice(0, 12)) },
  worker: { format: 'es' },
} satisfies UserConfig;

/** Written last: a build that failed or was broken off is made again. */
function buildStamp(): Plugin {
  let wasWritten = false;
  return {
    name: 'tessera:build-stamp',
    apply: 'build',
    enforce: 'post',
    writeBundle() {
      wasWritten = true;
    },
    // Also called after a failure, and after the service worker was made.
    closeBundle: {
      order: 'post',
      sequential: true,
      handler(error) {
        if (wasWritten && !error) writeFileSync(join(root, 'dist', '.build-stamp'), hash);
      },
    },
  };
}

export default defineConfig({
  ...bundling,
  base: './',
  build: {
    target: 'es2022',
    // A data: URL would need a wider content security policy, and would be downloaded with the shell.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest chunks are WASM glue that only workers load.
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
  },
  plugins: [
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/app',
      filename: 'sw.ts',
      // The app registers it itself (it asks before it updates), and the manifest is a plain file in public/.
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,wasm,svg,png,webmanifest}'],
        maximumFileSizeToCacheInBytes: 32 * MiB,
        rollupFormat: 'iife',
      },
    }),
    buildStamp(),
  ],
});
