import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readmeText } from '../../../lib/bundle/readme-text.ts';
import { bagOf } from '../../support/crafted-bag.ts';
import { writeFiles } from '../../support/write-files.ts';

const facts = {
  ...{ name: 'INC-1', isExcerpt: false, bundleId: 'b', madeAt: '2026-01-01T00:00:00.000Z' },
  ...{ checkpointSize: 9n, notVouching: [], left: [], files: [] },
};
const entry = '{"k":"a.b","t":"2026"}';

let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-readme-'));
  const texts = { 'events/0/entry.json': entry, 'with space.txt': 'x' };
  writeFiles(
    home,
    await bagOf(new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]))),
  );
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

describe.each([[[]], [['evidence/EV-1.vhd']]])(
  'the commands of a README for the files, with %j elsewhere',
  (elsewhere) => {
    const held = () => {
      writeFiles(home, new Map(elsewhere.length === 0 ? [] : [['fetch.txt', '']]));
      if (elsewhere.length > 0) appendFileSync(join(home, 'tagmanifest-sha256.txt'), named('fetch.txt'));
      return commanded(elsewhere, /^(sha256sum --|diff )/);
    };

    it('hold what was made', () => {
      expect(held()).toMatchObject([{ status: 0 }, { status: 0 }, { status: 0 }]);
    });

    it.each([
      [
        'a file that a manifest of its own names',
        'data/added',
        () => ({ 'x-manifest-sha256.txt': named('x-manifest-sha256.txt', 'data/added') }),
      ],
      ['a file that a list does not show', '.added', () => ({})],
      ['a file that is named as an option', '-true', () => ({})],
    ])('name %s', (_, added, more) => {
      writeFiles(home, new Map(Object.entries({ [added]: '', ...more() })));
      expect(held().at(-1)).toMatchObject({ status: 1, output: expect.stringContaining(`< ${added}\n`) });
    });

    it('name a file that a remark in the manifest names, and a link', () => {
      writeFiles(home, new Map([['data/added', '']]));
      appendFileSync(join(home, 'manifest-sha256.txt'), `#${' '.repeat(65)}data/added\n`);
      run('ln -s /etc/hostname data/linked');
      const output = held().at(-1)?.output;
      expect(output).toContain('< data/added\n');
      expect(output).toContain('< data/linked\n');
    });

    it('do not pass over a line that is no line of a manifest', () => {
      appendFileSync(join(home, 'manifest-sha256.txt'), 'x\n');
      expect(held()[1]?.status).toBe(1);
    });
  },
);

describe('the commands of a README for the events', () => {
  it('write out what a terminal would obey', () => {
    writeFiles(home, new Map([['data/events/0/entry.json', `${entry}\u001b[2K\u009b`]]));
    const [listed] = commanded([], /^for n in /);
    expect(listed?.output).toContain('0 2026 a.b');
    writeFiles(home, new Map([['data/events/1\u001b[2K/entry.json', '\u001b[2K']]));
    expect(commanded([], /^for n in /)[0]?.output).not.toMatch(/[^ -~\n]/);
  });
});

function named(...paths: readonly string[]): string {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  return paths.map((path) => `${empty}  ${path}\n`).join('');
}

function commanded(elsewhere: readonly string[], wanted: RegExp) {
  const printed = [...readmeText({ ...facts, elsewhere }).matchAll(/^ {4}(?! )(.*)$/gm)];
  const commands = printed.flatMap(([, command = '']) => (wanted.test(command) ? [command] : []));
  return commands.map(run);
}

function run(command: string) {
  const { status, stdout } = spawnSync('bash', ['-c', `exec 2>&1\n${command}`], {
    cwd: home,
    encoding: 'utf8',
  });
  return { status, output: stdout };
}
