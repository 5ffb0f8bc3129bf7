import type { House } from './house.ts';

/** One sentence that must hold of one way into the product. */
export interface Expectation {
  readonly entry: string;
  /** The files through which the way leads first. */
  readonly files: readonly string[];
  readonly sentence: string;
  /** What does not hold, in words; empty when all is well. */
  problems(house: House): Promise<readonly string[]>;
}

/** The first word of every try that did not end as it must. */
export async function unlike(
  tries: readonly { readonly who: string; readonly got: Promise<unknown>; readonly due: unknown }[],
): Promise<readonly string[]> {
  const ended = await Promise.all(
    tries.map(async ({ who, got, due }) => ({
      who,
      is: JSON.stringify(await got),
      due: JSON.stringify(due),
    })),
  );
  return ended.filter(({ is, due }) => is !== due).map(({ who, is, due }) => `${who}: ${is}, not ${due}`);
}

/** The code with which a promise was refused, or `ok`. */
export function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'ok',
    (error: { code?: unknown }) => (typeof error.code === 'string' ? error.code : String(error)),
  );
}
