import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepRunning } from '../../lib/cli/keep-running.ts';
import { type ManagedProcess, startProcess } from '../../lib/cli/managed-process.ts';

describe('a part that dies', () => {
  let folder: string;
  let started: ManagedProcess[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keep-running-'));
    started = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function start(script: string): ManagedProcess {
    const logFile = join(folder, 'part.log');
    const one = startProcess({ name: 'part', args: ['-e', script], env: process.env, cwd: folder, logFile });
    started.push(one);
    return one;
  }

  it('is started again after a kill, says so, and stops when it is asked to', async () => {
    const lines: string[] = [];
    const kept = keepRunning(
      () => start('setInterval(() => {}, 1000)'),
      (line) => lines.push(line),
    );
    await sleep(3_200); // it has been well for a while
    started[0]?.child.kill('SIGKILL');
    while (started.length < 2) await sleep(50);
    expect(lines).toEqual(['The part stopped (SIGKILL) and is started again.']);
    await kept.stop();
    expect(await kept.ended).toBe('SIGTERM');
    expect(started).toHaveLength(2);
  });

  it('is given up with its last words when its first start fails', async () => {
    const kept = keepRunning(
      () => start('console.error("no database"); process.exit(3)'),
      () => undefined,
    );
    expect(await kept.ended).toContain('no database');
    expect(started).toHaveLength(1);
    // The log is written behind the part's back, and may come a moment after its end.
    await expect.poll(() => textIn(join(folder, 'part.log'))).toContain('no database');
  });
});

function textIn(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
