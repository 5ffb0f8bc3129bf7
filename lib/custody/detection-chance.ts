/**
 * How likely a sample drawn without replacement holds at least one of the bad blocks: 1 − C(blocks−bad, sampled) /
 * C(blocks, sampled), between 0 and 1. Pure.
 */
export function detectionChance(blocks: number, sampled: number, bad: number): number {
  if (bad <= 0 || sampled <= 0) return 0;
  let missed = 1;
  for (let drawn = 0; drawn < sampled && missed > 0; drawn += 1)
    missed *= Math.max(0, (blocks - bad - drawn) / (blocks - drawn));
  return 1 - missed;
}

/** What a sample can and cannot say, for one bad block in a hundred and for a single one. */
export function detectionWords(blocks: number, sampled: number): string {
  const hundredth = Math.max(1, Math.ceil(blocks / 100));
  const single = percent(detectionChance(blocks, sampled, 1));
  if (hundredth === 1) return `one bad block would be found with ${single}`;
  return `${hundredth} bad blocks would be found with ${percent(detectionChance(blocks, sampled, hundredth))}, a single one with ${single}`;
}

/** Never 100 % for less than certainty, never 0 % for more than nothing. */
function percent(chance: number): string {
  if (chance === 1) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round(chance * 100)))} %`;
}
