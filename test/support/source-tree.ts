// Reads the checkout as the architecture test sees it: which files there are, what each imports and exports.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const skipped = new Set(['node_modules', '.git', 'dist', 'coverage', 'screens', 'test-results']);

export interface Import {
  /** As written, e.g. "lit/decorators.js"; for relative ones the file from the root, e.g. "src/core/bytes.ts". */
  readonly target: string;
  readonly relative: boolean;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** @returns paths from the root with forward slashes, sorted; hidden files and folders included */
export function filesOf(folder = ''): string[] {
  return readdirSync(root + folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesOf(path);
      return entry.isFile() ? [path] : [];
    });
}

export function textOf(path: string): string {
  return readFileSync(root + path, 'utf8');
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}

/** Static, dynamic and type imports, and re-exports. A worker's URL is not an import. */
export function importsOf(path: string): Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Node | undefined, typeOnly: boolean) => {
    if (!literal || !ts.isStringLiteral(literal)) return;
    const relative = literal.text.startsWith('.');
    const target = relative ? posix.join(dirname(path), literal.text).replace(/\?.*$/, '') : literal.text;
    found.push({ target, relative, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return found;
}

export function hasDefaultExport(path: string): boolean {
  return parse(path).statements.some(
    (statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        !!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
  );
}

/** A file that only passes on what others define. */
export function isBarrel(path: string): boolean {
  const { statements } = parse(path);
  return statements.length > 0 && statements.every((one) => ts.isExportDeclaration(one) && !!one.moduleSpecifier);
}
