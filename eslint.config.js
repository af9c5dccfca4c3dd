// Lint rules, each with its reason. Formatting is prettier's. Who may import whom is test/unit/architecture.test.ts.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'test-results/', 'screens/', 'public/'] },
  {
    linterOptions: {
      // A rule that does not fit is changed here, where everyone sees it, never switched off in passing.
      noInlineConfig: true,
    },
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A lost rejection is a lost photo: every promise is awaited, returned, or marked void on purpose.
      '@typescript-eslint/no-floating-promises': 'error',
      // An async function where a plain callback is wanted loses its rejection just the same. Event listeners
      // declared on elements may be async: the element's own error boundary reports them.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // A thrown string has no stack and no code.
      '@typescript-eslint/only-throw-error': 'error',
      // A new member of a union must be decided everywhere it is switched over.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    rules: {
      // `any` switches the compiler off exactly where bytes come from outside.
      '@typescript-eslint/no-explicit-any': 'error',
      // What begins with _ is there for the signature's sake.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // An empty catch hides the one message that would have explained it.
      'no-empty': 'error',
      // Neither is allowed by the content security policy.
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'workers/**/*.ts'],
    rules: {
      // The console ends up in bug reports: names, paths and keys must not get there. What is left is for a mistake
      // of ours or a browser's refusal, with its code and nothing of the vault.
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Unsealed, synchronous, and lost first: use SettingsStore.' },
        { name: 'sessionStorage', message: 'Unsealed and synchronous: use SettingsStore or state.' },
        { name: 'alert', message: 'Blocks the page: use ui/kit.' },
        { name: 'confirm', message: 'Blocks the page: use ui/kit.' },
        { name: 'prompt', message: 'Blocks the page: use ui/kit.' },
      ],
      // One way to name things across files.
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
      ],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      // Time and chance come in from outside, so that tests own them (random bytes: crypto.getRandomValues).
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Core has no clock: take a time as a parameter.' },
        { object: 'Math', property: 'random', message: 'Predictable: use crypto.getRandomValues.' },
      ],
    },
  },
);
