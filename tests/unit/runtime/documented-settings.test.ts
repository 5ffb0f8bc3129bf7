import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const setting = '(?:HOLDFAST_[A-Z_]+|PORT|DATABASE_URL)';
const declared = namesIn(
  ['env', 'alarm-settings', 'device-settings'].map((name) => read(`lib/runtime/${name}.ts`)).join(''),
  `^ {2}(${setting}):`,
);

describe('.env.example', () => {
  it('names every setting there is, and none that is not', () => {
    const documented = namesIn(read('.env.example'), `^(?:# )?(${setting})=`);
    expect(declared.length).toBeGreaterThan(25);
    expect(documented).toEqual(declared);
  });
});

describe('the README', () => {
  it('names no setting that does not exist', () => {
    const named = namesIn(read('README.md'), '\\b(HOLDFAST_[A-Z_]+)\\b');
    expect(named.filter((name) => !declared.includes(name))).toEqual([]);
  });
});

function namesIn(text: string, pattern: string): readonly string[] {
  const found = [...text.matchAll(new RegExp(pattern, 'gm'))].map(([, name]) => name ?? '');
  return [...new Set(found)].sort();
}
