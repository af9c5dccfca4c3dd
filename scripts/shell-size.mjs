// @ts-check
// What a first visit downloads before it paints, compressed as a good static host would: index.html and the scripts
// and styles it pulls in without being asked. Workers, WASM and pages that load on demand come after.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { distFolder } from './build.mjs';

/** @param {string} text @param {RegExp} pattern @returns {string[]} */
function captures(text, pattern) {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

/** Static imports of a built module; `import(` is what loads on demand. */
const staticImport = /\b(?:import|export)\s*(?:[^'"`();]*?\bfrom\s*)?["'](\.[^"']+)["']/g;

/**
 * @param {string} [folder]  a built app
 * @returns {{ bytes: number, brotliBytes: number, files: { path: string, brotliBytes: number }[] }}
 */
export function measureShell(folder = distFolder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const queue = [
    ...captures(html, /<script[^>]*\bsrc="([^"]+)"/g),
    ...captures(html, /<link[^>]*\brel="(?:stylesheet|modulepreload)"[^>]*\bhref="([^"]+)"/g),
  ].map(normalize);
  const seen = new Set(['index.html']);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || !existsSync(join(folder, path))) continue;
    seen.add(path);
    const base = dirname(path);
    const text = readFileSync(join(folder, path), 'utf8');
    queue.push(...captures(text, staticImport).map((target) => normalize(join(base, target))));
  }
  const files = [...seen].map((path) => {
    const content = readFileSync(join(folder, path));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    return { path, bytes: content.length, brotliBytes: brotliCompressSync(content, { params }).length };
  });
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    brotliBytes: files.reduce((sum, file) => sum + file.brotliBytes, 0),
    files,
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { brotliBytes, files } = measureShell();
  for (const { path, brotliBytes: each } of files) console.log(`${String(each).padStart(9)}  ${path}`);
  console.log(`${(brotliBytes / 1000).toFixed(1)} kB brotli in ${files.length} files`);
}
