// An opening's stages and its end cross from the worker by different ports; the page counts on their order.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { cleanOrigin, VaultTab } from '../../support/vault-tab.ts';

let tab: VaultTab;

beforeAll(async () => {
  await cleanOrigin();
  tab = new VaultTab();
  await tab.register();
});
afterAll(() => tab.close());

test('has delivered the last stage when the opening resolves, every time', async () => {
  const file = new File([writePng(photograph(64, 48))], 'small.png');
  await tab.import([{ file, path: file.name }]);
  const [id] = await tab.allIds();
  if (!id) throw new Error('nothing was imported');
  for (let round = 0; round < 40; round++) {
    const stages = await tab.stages(id);
    const last = stages.at(-1);
    expect(last?.stage).toBe('original-verified');
    for (const stage of stages) if (stage.stage === 'original-verified') stage.bitmap.close();
  }
});
