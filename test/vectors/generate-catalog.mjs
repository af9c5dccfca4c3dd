// Writes the catalog's vectors anew: `node test/vectors/generate-catalog.mjs`. Only for a new version of a format: a
// vector that changes means that stored bytes no longer mean the same.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'vite';

const server = await createServer({
  configFile: false,
  appType: 'custom',
  server: { middlewareMode: true, hmr: false },
});
const { makeCatalogVectors } = await server.ssrLoadModule('/test/vectors/make-catalog-vectors.ts');
for (const [name, vectors] of Object.entries(await makeCatalogVectors())) {
  await writeFile(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(vectors, null, 1)}\n`);
  console.log(name);
}
await server.close();
