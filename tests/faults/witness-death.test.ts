import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpWitness } from '../../lib/adapters/witness/http-witness.ts';
import { type ManagedProcess, startProcess } from '../../lib/cli/managed-process.ts';
import { history, logKey } from '../support/small-log.ts';
import { witnessFolder } from '../support/witness-house.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const origin = 'log.example/1';
const key = logKey(origin);
const log = history(origin, key);
const second = log.fork(4, 'another story');
const never = new AbortController().signal;

describe('a witness that is killed', () => {
  let place: ReturnType<typeof witnessFolder>;
  let running: ManagedProcess;

  beforeEach(() => {
    place = witnessFolder();
  });
  afterEach(async () => {
    await running.stop();
    place.remove();
  });

  /** Starts the real command. `preload`: a program that runs in the process before it. */
  async function start(preload = '') {
    let listening: (line: string) => void = () => {};
    const line = new Promise<string>((resolve) => {
      listening = resolve;
    });
    const command = ['lib/cli/main.ts', 'witness', '--listen', '127.0.0.1:0', '--name', 'w.example/1'];
    running = startProcess({
      name: 'witness',
      args: [
        ...['--import', `data:text/javascript,${encodeURIComponent(preload)}`],
        ...[...command, '--folder', join(place.folder, 'state'), '--log', key.vkey],
      ],
      env: process.env,
      cwd: root,
      logFile: join(place.folder, 'log.txt'),
      onLine: listening,
    });
    const died = running.ended.then((why) => Promise.reject(new Error(why)));
    const [, vkey, url] = /^Witness (\S+) listens on (\S+)$/.exec(await Promise.race([line, died])) ?? [];
    died.catch(() => {});
    return httpWitness({ name: 'w1', vkey: vkey ?? '', url: url ?? '', timeoutMs: 10_000 });
  }

  const ask = (witness: ReturnType<typeof httpWitness>, of: typeof log, oldSize: number, size: number) =>
    witness.cosign(
      {
        oldSize: BigInt(oldSize),
        proof: (from) => of.proof(Number(from), size),
        checkpoint: of.note(size),
      },
      never,
    );

  const dieAt = {
    'before the file gets its name': dieAround('rename', 'before'),
    'after the file got its name': dieAround('rename', 'after'),
    'before it answers what is on the disk': `
      import http from 'node:http';
      const real = http.ServerResponse.prototype.writeHead;
      http.ServerResponse.prototype.writeHead = function (status, ...rest) {
        if (status === 200 && this.req.method === 'POST') { process.kill(process.pid, 'SIGKILL'); for (;;); }
        return real.call(this, status, ...rest);
      };`,
  } as const;

  it.each([
    ['before the file gets its name', 6n],
    ['after the file got its name', 9n],
    ['before it answers what is on the disk', 9n],
  ] as const)('%s goes on from a whole memory and cosigns no second history', async (moment, held) => {
    expect((await ask(await start(), log, 0, 6)).kind).toBe('cosigned');
    await running.stop();

    expect((await ask(await start(dieAt[moment]), log, 6, 9)).kind).toBe('unreachable');
    expect(await running.ended).toContain('SIGKILL');

    const again = await start();
    expect(await again.latest(origin, never)).toMatchObject({ kind: 'holds', size: held });
    expect((await ask(again, second, Number(held), 12)).kind).toBe('contradicted');
    expect((await ask(again, log, 6, 9)).kind).toBe('cosigned');
  });

  it('leaves its folder to the next one, while a living one does not', async () => {
    await start();
    const first = running;
    await expect(start()).rejects.toThrow('in use by another witness');
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    await start();
  });

  it('at any moment, again and again, never takes back what it cosigned', async () => {
    let known = 0;
    let seen = 0;
    for (let round = 0; round < 3; round += 1) {
      const witness = await start();
      const sizes = Array.from({ length: 12 }, (_, i) => known + i + 1);
      const answers = sizes.map((size) => ask(witness, log, known, size));
      await Promise.race(answers);
      running.child.kill('SIGKILL');
      const cosigned = (await Promise.all(answers)).flatMap(({ kind }, i) =>
        kind === 'cosigned' ? [sizes[i] ?? 0] : [],
      );
      const again = await start();
      const view = await again.latest(origin, never);
      if (view.kind !== 'holds') throw new Error(view.kind);
      known = Number(view.size);
      seen += cosigned.length;
      expect(known).toBeGreaterThanOrEqual(Math.max(0, ...cosigned));
      expect(view.root).toEqual(log.root(known));
      await running.stop();
    }
    expect(seen).toBeGreaterThan(0);
  });
});

/** Patches a function of node:fs/promises so that the process dies around its call for a checkpoint. */
function dieAround(name: string, when: 'before' | 'after'): string {
  return `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    const real = fs.${name};
    fs.${name} = async (...args) => {
      const mine = args.some((arg) => String(arg).includes('/checkpoints/'));
      const result = mine && '${when}' === 'before' ? undefined : await real(...args);
      if (mine) { process.kill(process.pid, 'SIGKILL'); for (;;); }
      return result;
    };
    syncBuiltinESMExports();`;
}
