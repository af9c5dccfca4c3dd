// Frozen writers at seeded moments: one for every ten kills.
import { test } from 'playwright/test';
import { freezeRound } from './freeze-round.ts';
import { prepareKills, type KillSetting } from './kill-rounds.ts';
import { campaignNumber } from './settings.ts';
import { serveCampaign, type CampaignServer } from './vault-browser.ts';

const importedFiles = 60;
const filmBytes = 700_000;

const seed = campaignNumber('seed');
const freezes = Math.ceil(campaignNumber('kills') / 10);

let server: CampaignServer;
let setting: KillSetting;

test.beforeAll(async () => {
  server = await serveCampaign();
  setting = await prepareKills(server, importedFiles, filmBytes, seed);
});
test.afterAll(() => server.close());

for (let index = 0; index < freezes; index++) {
  const roundSeed = seed * 1_000 + index;
  test(`a frozen writer changes nothing when it wakes (round ${roundSeed})`, async () => {
    console.log(await freezeRound(setting, roundSeed));
  });
}
