// Four kills and one frozen writer; `npm run campaign` does fifty, and more (test/campaign/).
import { test } from 'playwright/test';
import { freezeRound } from '../campaign/freeze-round.ts';
import { describeRound, killRound, prepareKills, type KillSetting } from '../campaign/kill-rounds.ts';
import { serveCampaign, type CampaignServer } from '../campaign/vault-browser.ts';

const seed = 2;
const files = 30;
const filmBytes = 700_000;

let server: CampaignServer;
let setting: KillSetting;

test.beforeAll(async () => {
  server = await serveCampaign();
  setting = await prepareKills(server, files, filmBytes, seed);
});
test.afterAll(() => server.close());

test('what was acknowledged before a kill of every process is there, sound and exact; the rest comes again', async () => {
  console.log(describeRound(seed, await killRound(setting, 4, seed)));
});

test('a writer that froze while another tab took over changes nothing when it wakes', async () => {
  console.log(await freezeRound(setting, seed));
});
