// Forty hostile files through the real vault; `npm run campaign` does a thousand (test/campaign/).
import { expect, test } from 'playwright/test';
import { describeHostile, runHostile } from '../campaign/hostile-run.ts';
import { registeredProfile, serveCampaign } from '../campaign/vault-browser.ts';

const seed = 2;
const count = 40;

test('hostile files of every coding are kept exactly or refused with a code, in time and within memory', async () => {
  const server = await serveCampaign();
  try {
    const report = await runHostile(server, await registeredProfile(server), count, seed);
    console.log(describeHostile(count, seed, report));
    expect(report.failures).toEqual([]);
  } finally {
    await server.close();
  }
});
