// Hostile files by the thousand (`npm run campaign -- --files N --seed S`), 200 to a vault.
import { expect, test } from 'playwright/test';
import { describeHostile, runHostile } from './hostile-run.ts';
import { campaignNumber } from './settings.ts';
import { registeredProfile, serveCampaign, type CampaignServer } from './vault-browser.ts';

const filesPerVault = 200;

const seed = campaignNumber('seed') * 1_000_000;
const files = campaignNumber('files');

let server: CampaignServer;
let registered: string;
test.beforeAll(async () => {
  server = await serveCampaign();
  registered = await registeredProfile(server);
});
test.afterAll(() => server.close());

for (let first = 0; first < files; first += filesPerVault) {
  const count = Math.min(filesPerVault, files - first);
  test(`hostile files ${first + 1} to ${first + count} are kept exactly or refused with a code`, async () => {
    const report = await runHostile(server, registered, count, seed + first);
    console.log(describeHostile(count, seed + first, report));
    expect(report.failures).toEqual([]);
  });
}
