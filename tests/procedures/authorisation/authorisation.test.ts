import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextHeaders } from '../../support/next-request.ts';
import { expectations } from './expectations.ts';
import { type House, openHouse } from './house.ts';
import { actions, procedures } from './matrix.ts';
import { queries, routes } from './matrix-of-reads.ts';

vi.mock('server-only', () => ({}));
vi.mock('next/cache', () => ({ refresh: () => {} }));
vi.mock('next/headers', () => nextHeaders);

const root = fileURLToPath(new URL('../../..', import.meta.url));
let house: Awaited<ReturnType<typeof openHouse>>;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('nothing is reachable without a row in the matrix', () => {
  it('no server action', async () => {
    const found = await exportsOf('app/**/actions.ts', () => true);
    expect(found.map(asKey)).toEqual(Object.keys(actions).sort());
  });

  it('no procedure', async () => {
    const found = await exportsOf('lib/procedures/**/*.ts', (_, value) => isProcedure(value));
    expect(found.map(([file]) => file.replace('lib/procedures/', ''))).toEqual(
      Object.keys(procedures).sort(),
    );
  });

  it('no query', async () => {
    const found = await exportsOf('lib/queries/*.ts', (_, value) => takesViewer(value));
    const rows = Object.entries(queries).map(([name, { file }]) => `lib/queries/${file} ${name}`);
    expect(found.map((one) => one.join(' '))).toEqual(rows.sort());
  });

  it('no route', async () => {
    const found = await exportsOf('app/**/route.ts', (name) => /^[A-Z]+$/.test(name));
    expect(found.map(asKey)).toEqual(Object.keys(routes).sort());
  });
});

describe.each([...new Set(expectations.map(({ entry }) => entry))])('%s', (entry) => {
  const ofEntry = expectations.filter((one) => one.entry === entry);
  it.each(ofEntry.map(({ sentence, problems }) => [sentence, problems] as const))(
    '%s',
    async (_, problems) => {
      expect(await problems(house)).toEqual([]);
    },
  );
});

async function exportsOf(
  pattern: string,
  wanted: (name: string, value: unknown) => boolean,
): Promise<[file: string, name: string][]> {
  const files = globSync(pattern, { cwd: root }).sort();
  const found = await Promise.all(
    files.map(async (file) => {
      const exported = Object.entries(await (house satisfies House).load(file));
      return exported
        .filter(([name, value]) => wanted(name, value))
        .map(([name]): [string, string] => [file, name]);
    }),
  );
  return found.flat().sort((a, b) => (asKey(a) < asKey(b) ? -1 : 1));
}

function asKey([file, name]: readonly [string, string]): string {
  return `${file.replace(/^app\/(\(portal\)\/)?/, '')} ${name}`;
}

/** A query is an exported function that takes a viewer first. */
function takesViewer(value: unknown): boolean {
  return typeof value === 'function' && /^(async )?function \w*\(\s*viewer\b/.test(value.toString());
}

function isProcedure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'permission' in value && 'run' in value;
}
