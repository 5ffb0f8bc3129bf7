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

/** The code with which a promise was refused, or `ok`. */
export function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'ok',
    (error: { code?: unknown }) => (typeof error.code === 'string' ? error.code : String(error)),
  );
}

/** The one problem of a `found` that is not what is `due`; none if it is. */
export function differs(who: string, found: object, due: object): readonly string[] {
  const [left, right] = [JSON.stringify(found), JSON.stringify(due)];
  return left === right ? [] : [`${who}: ${left}, not ${right}`];
}
