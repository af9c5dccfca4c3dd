// Safety's figures (app.md): what the originals weigh, what is stored, and where the difference comes from, net of
// everything the origin holds but the preview cache (the DICE paper's figure 4.14).
import type { SafetyReport } from './api.ts';
import type { CareRecord } from './care.ts';
import type { Environment } from './environment.ts';
import type { OpenVault } from './open-vault.ts';

/** Chromium gives private windows far less; a real profile on any disk gets more (measured: 60 % of the disk). */
const privateQuotaBytes = 2 * 1024 ** 3;

export async function safetyReport(
  vault: OpenVault,
  environment: Environment,
  care: CareRecord,
): Promise<SafetyReport> {
  const [usage, estimate, persisted] = await Promise.all([
    environment.store.usage(),
    environment.quota.estimate(),
    environment.quota.persisted(),
  ]);
  const totals = vault.view.totals();
  const kept = { thumbnails: 0, recipes: 0 };
  for (const { recipe, thumbnails } of vault.view.recipeRefs()) {
    kept.recipes += recipe.bytes;
    for (const thumbnail of thumbnails) kept.thumbnails += thumbnail.ref.length;
  }
  const counted = usage.packs + usage.index + usage.logs + usage.pages;
  const storedBytes = Math.max(estimate.usage - usage.previews - usage.inbox, counted);
  const blocks = Math.max(0, usage.packs - kept.thumbnails - kept.recipes);
  return {
    photos: totals.photos,
    originalBytes: totals.originalBytes,
    storedBytes,
    previewBytes: usage.previews,
    breakdown: {
      blocks,
      ...kept,
      catalog: usage.logs + usage.pages,
      index: usage.index,
      database: storedBytes - counted,
    },
    savedByCoding: totals.originalBytes - totals.codedBytes,
    savedByDeduplication: totals.sharedBytes,
    quotaBytes: estimate.quota,
    usageBytes: estimate.usage,
    persisted,
    privateWindow: estimate.quota === 0 ? 'unknown' : estimate.quota < privateQuotaBytes ? 'likely' : 'no',
    notBackedUp: Math.max(0, totals.files - (care.lastBackup?.files ?? 0)),
    scrubbed: care.scrubbed,
    damaged: care.damaged,
    ...(care.lastBackup === undefined ? {} : { lastBackupMs: care.lastBackup.atMs }),
    ...(care.lastVerify === undefined ? {} : { lastVerify: care.lastVerify }),
  };
}
