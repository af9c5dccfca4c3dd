// A target of exports and backups in memory.
import { concat, type Bytes } from '../../src/core/bytes.ts';
import type { TreeTarget } from '../../src/vault/tree-target.ts';

export function memoryTree(): { readonly files: Map<string, Bytes>; readonly target: TreeTarget } {
  const files = new Map<string, Bytes>();
  const target: TreeTarget = {
    caseSensitive: true,
    sizeOf: (path) => Promise.resolve(files.get(path)?.length),
    fileAt: (path) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes && new Blob([bytes]));
    },
    write: async (written) => {
      for await (const { path, pieces } of written) {
        const parts: Bytes[] = [];
        for await (const piece of pieces()) parts.push(piece);
        files.set(path, concat(...parts));
      }
    },
  };
  return { files, target };
}
