import type { ProvisionPlan } from '../provision/provision-plan.ts';
import { changesOf, irreversibleOn, stepWords } from '../provision/provision-step.ts';

/** A plan for people: each step with what it changes, and what is left to others. */
export function planLines({ steps, left }: ProvisionPlan): readonly string[] {
  const done = steps.length === 0 ? ['Nothing to do.'] : [];
  const numbered = steps.flatMap((step, index) => [
    `${String(index + 1).padStart(3)}  ${stepWords(step)}${irreversibleOn(step) === null ? '' : ' (cannot be undone)'}`,
    ...changesOf(step).map(({ property, before, after }) => `       ${property}: ${before} → ${after}`),
  ]);
  const others = left.map(({ what, why }) => `  -  ${what}: ${why}`);
  return [...done, ...numbered, ...(others.length === 0 ? [] : ['Left to somebody else:', ...others])];
}

/** The same for machines, one JSON document. */
export function planReport({ steps, left }: ProvisionPlan): string {
  return JSON.stringify({
    steps: steps.map((step) => ({
      kind: step.kind,
      words: stepWords(step),
      irreversible: irreversibleOn(step) !== null,
      changes: changesOf(step),
    })),
    left,
  });
}
