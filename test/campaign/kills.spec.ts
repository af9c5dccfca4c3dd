// The full campaign of kills (`npm run campaign -- --kills N --seed S`): rounds of four kills, each in a vault of its own.
import { test } from 'playwright/test';
import { campaignNumber } from './settings.ts';
import { describeRound, killRound, prepareKills, type KillSetting } from './kill-rounds.ts';
import { serveCampaign, type CampaignServer } from './vault-browser.ts';

const killsPerRound = 4;
const importedFiles = 60;
const filmBytes = 3_000_000;

const seed = campaignNumber('seed');
const kills = campaignNumber('kills');

let server: CampaignServer;
let setting: KillSetting;

test.beforeAll(async () => {
  server = await serveCampaign();
  setting = await prepareKills(server, importedFiles, filmBytes, seed);
  console.log(`${importedFiles} files, imported undisturbed in ${Math.round(setting.importMs)} ms`);
});
test.afterAll(() => server.close());

for (let first = 0; first < kills; first += killsPerRound) {
  const roundSeed = seed * 1_000 + first;
  const count = Math.min(killsPerRound, kills - first);
  test(`kills ${first + 1} to ${first + count} lose nothing that was acknowledged (round ${roundSeed})`, async () => {
    console.log(describeRound(roundSeed, await killRound(setting, count, roundSeed)));
  });
}
