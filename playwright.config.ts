// Projects on the built app: `e2e` walks through it as a person would, `screens` renders its states, checks
// them with axe and writes the pictures to screens/. Each test starts its own server and browser (test/support/app.ts).
import { defineConfig } from 'playwright/test';

export default defineConfig({
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Tests of one file share fixtures and run in order; two files at a time is what two cores carry.
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  projects: [
    { name: 'e2e', testDir: 'test/e2e' },
    { name: 'screens', testDir: 'test/screens' },
    // `npm run campaign`: minutes to hours of seeded chance; its script says what to run and how long.
    { name: 'campaign', testDir: 'test/campaign', timeout: 0 },
  ],
});
