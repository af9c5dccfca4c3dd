// What `npm run campaign` was told, as its script passes it on to the runner's processes.

const defaults = { seed: 1, kills: 50, files: 1_000, segment: 100_000 } as const;

/** @throws Error where the number is none */
export function campaignNumber(name: keyof typeof defaults): number {
  const given = process.env[`CAMPAIGN_${name.toUpperCase()}`];
  const value = given === undefined ? defaults[name] : Number(given);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} wants a whole number, not ${given}`);
  return value;
}
