import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'no-holdfast-'));
afterAll(() => rmSync(home, { recursive: true }));

/** The command in a data directory where nothing runs. */
async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ['lib/cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, HOLDFAST_HOME: home },
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

describe.each(['fsck', 'hammer', 'recover --from-anchors --into-database'])('holdfast %s', (verb) => {
  it('says in one line that nothing runs there', async () => {
    const { code, errors } = await run(...verb.split(' '));
    expect(code).toBe(1);
    expect(errors).toMatch(/^holdfast: No Holdfast of this version runs from .*\n$/);
    expect(errors).toContain(home);
  });
});

describe('wrong usage', () => {
  it.each([
    ['recover', 'Say where from'],
    ['recover --from-anchors', 'Say where to'],
    ['recover --from-anchors --into-database --out x', 'Say where to'],
    ['hammer --writers 0', '--writers must be a number from 1 to 64'],
    ['hammer --seconds soon', '--seconds must be a number'],
    ['fsck --deep', "Unknown option '--deep'"],
  ])('%s ends with 2 and says what is wrong', async (args, words) => {
    const { code, errors } = await run(...args.split(' '));
    expect(code).toBe(2);
    expect(errors).toContain(words);
  });
});
