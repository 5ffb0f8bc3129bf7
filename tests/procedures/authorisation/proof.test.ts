import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkForms, mutantsOf } from '../../support/mutants.ts';
import { nextHeaders } from '../../support/next-request.ts';
import type { Expectation } from './expectation.ts';
import { expectations } from './expectations.ts';
import { openHouse, withoutCheck } from './house.ts';

vi.mock('server-only', () => ({}));
vi.mock('next/cache', () => ({ refresh: () => {} }));
vi.mock('next/headers', () => nextHeaders);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const mutants = mutantsOf(root);
let house: Awaited<ReturnType<typeof openHouse>>;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('the tests of authorisation notice when the product no longer asks for', () => {
  it.each(mutants.map(({ what, file }, number) => [what, file, number] as const))(
    '%s',
    async (_, file, number) => {
      const mutant = withoutCheck(house, number);
      expect(await firstProblem(nearest(file), (one) => one.problems(mutant))).not.toBeNull();
    },
  );
});

describe('the list of checks', () => {
  it('has none that the product no longer contains', () => {
    const kinds = new Set(mutants.map(({ form }) => form));
    expect(
      checkForms.filter((form) => !kinds.has(form)).map(({ name, pattern }) => `${name} ${pattern}`),
    ).toEqual([]);
  });
});

async function firstProblem(
  candidates: readonly Expectation[],
  look: (one: Expectation) => Promise<readonly string[]>,
): Promise<string | null> {
  for (const one of candidates) {
    const [problem] = await look(one).catch((error: unknown) => [String(error)]);
    if (problem !== undefined) return `${one.entry} ${one.sentence}: ${problem}`;
  }
  return null;
}

/** The expectations whose way leads through the file, the shortest way first. */
function nearest(file: string): readonly Expectation[] {
  return expectations
    .map((one) => ({ one, distance: Math.min(...one.files.map((from) => distance(from, file))) }))
    .filter((reached) => reached.distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance)
    .map(({ one }) => one);
}

const distances = new Map<string, ReadonlyMap<string, number>>();

function distance(from: string, to: string): number {
  const known = distances.get(from) ?? distancesFrom(from);
  distances.set(from, known);
  return known.get(to) ?? Number.POSITIVE_INFINITY;
}

/** How many imports away every file of the product is. */
function distancesFrom(start: string): ReadonlyMap<string, number> {
  const found = new Map([[start, 0]]);
  for (const [file, steps] of found)
    for (const next of importsOf(file)) if (!found.has(next)) found.set(next, steps + 1);
  return found;
}

const imports = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  const known = imports.get(file) ?? readImports(file);
  imports.set(file, known);
  return known;
}

function readImports(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const named = [...text.matchAll(/^(?:import|export|\}) (?!type ).*?from '((?:\.|@\/)[^']+)';$/gm)];
  return named
    .map(([, path = '']) => (path.startsWith('@/') ? path.slice(2) : normalize(join(dirname(file), path))))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('prisma/'));
}
