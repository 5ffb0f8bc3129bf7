import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logKey } from '../support/small-log.ts';
import { witnessFolder } from '../support/witness-house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const key = logKey('log.example/1');

describe('holdfast witness', () => {
  let place: ReturnType<typeof witnessFolder>;

  beforeEach(() => {
    place = witnessFolder();
  });
  afterEach(() => place.remove());

  /** Runs the command until it ends, or until it listens and is asked to stop. */
  async function run(...args: readonly string[]) {
    const child = spawn(process.execPath, ['lib/cli/main.ts', 'witness', ...args], { cwd: root });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('listens on')) child.kill('SIGTERM');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output, errors };
  }

  it('starts with the logs of a trust policy, prints its own key, and stops when it is asked to', async () => {
    const policy = join(place.folder, 'policy.txt');
    writeFileSync(policy, `log ${key.vkey}\nquorum none\n`);
    const folder = join(place.folder, 'state');
    const where = ['--folder', folder, '--name', 'w.example/1', '--listen', '127.0.0.1:0'];
    const first = await run(...where, '--policy', policy);
    expect(first.errors).toBe('');
    expect(first.output).toMatch(
      /^Witness w\.example\/1\+[0-9a-f]{8}\+\S+ listens on http:\/\/127\.0\.0\.1:\d+\n/,
    );
    expect(first.code).toBe(0);

    const renamed = ['--folder', folder, '--name', 'w.example/2', '--listen', '127.0.0.1:0'];
    const second = await run(...renamed, '--log', key.vkey);
    expect(second.errors).toMatch(/^holdfast: This folder belongs to the witness w\.example\/1\+.*\n$/);
    expect(second.code).toBe(1);
  });

  const where = ['--name', 'w', '--folder', 'f', '--listen', '127.0.0.1:0'];
  it.each<[string, readonly string[], number, string]>([
    ['without a folder', ['--name', 'w', '--listen', '127.0.0.1:0'], 2, '--folder'],
    ['without an address', ['--name', 'w', '--folder', 'f'], 2, '--listen must be host:port'],
    ['with a port too high', [...where, '--listen', 'localhost:70000'], 2, '--listen must be host:port'],
    ['without a log', where, 2, 'Name at least one log'],
    ['with a key that is none', [...where, '--log', 'x'], 1, 'A verifier key reads'],
    ['with a policy that is not there', [...where, '--policy', '/none'], 1, 'ENOENT'],
    ['with a key given twice', [...where, '--log', key.vkey, '--log', key.vkey], 1, 'given twice'],
  ])('says what is wrong in one line %s', async (_, args, code, words) => {
    const ended = await run(...args);
    expect([ended.code, ended.output]).toEqual([code, '']);
    expect(ended.errors.split('\n')[0]).toContain(words);
  });
});
