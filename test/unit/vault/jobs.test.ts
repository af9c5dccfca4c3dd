// Pause, resume and cancel reach every place in which a job waits.
import { describe, expect, it } from 'vitest';
import { newJob } from '../../support/small-vault.ts';

describe('a paused job', () => {
  it('goes on in every lane that waits', async () => {
    const job = newJob();
    job.pause();
    const lanes = Promise.all([job.checkpoint(), job.checkpoint(), job.checkpoint()]);
    job.resume();
    await expect(lanes).resolves.toHaveLength(3);
  });

  it('ends in every lane that waits when it is cancelled', async () => {
    const job = newJob();
    job.pause();
    const lanes = Promise.allSettled([job.checkpoint(), job.checkpoint()]);
    job.cancel();
    expect((await lanes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
