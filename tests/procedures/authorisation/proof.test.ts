import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { distancesFrom } from '../../support/import-graph.ts';
import { checkForms, type Mutant, mutantsOf } from '../../support/mutants.ts';
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
  it.each(mutants.map((mutant, number) => [mutant.what, mutant, number] as const))(
    '%s',
    async (_, mutant, number) => {
      const without = withoutCheck(house, number);
      expect(await firstProblem(likeliest(mutant), (one) => one.problems(without))).not.toBeNull();
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

  it('leaves a program without each of them: one that cannot be read would be noticed for that alone', () => {
    const unreadable = mutants.filter((mutant) => {
      const text = readFileSync(join(root, mutant.file), 'utf8');
      const without = mutant.without(text);
      return without === text || problemsIn(without, mutant.file).length > 0;
    });
    expect(unreadable.map(({ what }) => what)).toEqual([]);
  });
});

function problemsIn(text: string, fileName: string) {
  const compilerOptions = { jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext };
  return ts.transpileModule(text, { fileName, compilerOptions, reportDiagnostics: true }).diagnostics ?? [];
}

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

/** All expectations whose way leads through the file of the check, first those that are likeliest to notice. */
function likeliest(mutant: Mutant): readonly Expectation[] {
  const permission = /'[\w-]+\.[\w.-]+'/.exec(mutant.line)?.[0];
  const shows = /see|visib/i.test(`${mutant.form.name} ${mutant.file}`) ? 'hidden restricted' : '';
  const words = wordsOf(`${mutant.form.name} ${mutant.file} ${mutant.line} ${shows}`);
  const likeness = (one: Expectation) =>
    [...wordsOf(`${one.entry} ${one.sentence}`)].filter((word) => words.has(word)).length;
  const speaksOf = (file: string) => permission !== undefined && textOf(file).includes(permission);
  return expectations
    .map((one) => {
      const distance = Math.min(
        ...one.files.map((from) => distancesFrom(from).get(mutant.file) ?? Number.POSITIVE_INFINITY),
      );
      return { one, distance, rank: distance - likeness(one) - (one.files.some(speaksOf) ? 3 : 0) };
    })
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(/(?=[A-Z])|[^a-zA-Z]/)
      .map((word) => word.toLowerCase())
      .filter((word) => word.length > 3),
  );
}

const texts = new Map<string, string>();

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
  texts.set(file, text);
  return text;
}
