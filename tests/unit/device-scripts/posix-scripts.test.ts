import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { itemsText, readScriptOutput } from '../../../lib/custody/console/normalised-output.ts';
import { scriptArgument } from '../../../lib/custody/console/script-argument.ts';
import { anyText } from '../../support/any-text.ts';
import {
  answerOf,
  type DeviceTree,
  deviceTree,
  hard,
  runScript,
  sha256,
} from '../../support/device-script.ts';

vi.setConfig({ testTimeout: 30_000 }); // other programs are started, on machines that may be busy

let tree: DeviceTree;

beforeAll(async () => {
  tree = await deviceTree();
});

afterAll(() => rm(tree.root, { recursive: true }));

describe('an answer of a script', () => {
  it('names the run, the device and the argument, and its items’ digest is over the items as they stand', async () => {
    await tree.write(`/named/${hard}`, 'x');
    const answer = await answerOf(tree.root, 'dir', { path: '/named/', note: hard });
    expect(answer).toMatchObject({
      acq: 'run-1',
      host: 'jump-linux-01',
      os: 'linux',
      cwd: '/home/ana',
      args: { path: '/named/', note: hard },
      count: 1,
      truncated: false,
      errors: [],
    });
    expect(answer.itemsSha256).toBe(sha256(itemsText(answer.items)));
  });

  it('gives back any argument as it was given', async () => {
    const texts = fc
      .sample(anyText(30), { numRuns: 60, seed: 7 })
      .filter((text) => text.isWellFormed() && !text.includes('\u0000'));
    const values = Object.fromEntries(texts.map((text, index) => [`a${index}`, text]));
    const argument = scriptArgument('run-1', texts.join('\n'), { ...values, path: '/etc' });
    const { text } = await runScript(tree.root, 'dir', argument);
    expect(JSON.parse(text)).toMatchObject({ cwd: texts.join('\n'), args: values });
  });

  it('is one line of pure ASCII, whatever the names are', async () => {
    const { text } = await runScript(tree.root, 'dir', scriptArgument('run-1', '/', { path: '/named' }));
    expect(text).toMatch(/^[\x20-\x7e]+\n$/);
  });

  it('a name that is no UTF-8 is shown broken and told exactly beside it', async () => {
    const name = Buffer.from([0x62, 0xff, 0xc3, 0x28]);
    await tree.write('/broken/x', '');
    await writeFile(Buffer.concat([Buffer.from(join(tree.root, '/broken/')), name]), 'y');
    const { items } = await answerOf(tree.root, 'findfile', { root: '/broken', name: 'b*' });
    expect(items).toMatchObject([{ path: '/broken/b\ufffd\ufffd(', size: 1 }]);
    expect(Buffer.from(String(items[0]?.pathHex), 'hex')).toEqual(
      Buffer.concat([Buffer.from('/broken/'), name]),
    );
  });

  it('one that is too long to print lies in a file that its digest names', async () => {
    const folder = '/long';
    await mkdir(join(tree.root, folder));
    const names = Array.from({ length: 600 }, (_, index) => `${'n'.repeat(245)}${index}`);
    await Promise.all(names.map((name) => writeFile(join(tree.root, folder, name), '')));
    const answer = await answerOf(tree.root, 'dir', { path: folder }, { run: 'run-long' });
    expect(answer).toMatchObject({ items: [], count: 600, output: { path: '/tmp/hf-run-long.json' } });
    const stored = await readFile(join(tree.root, '/tmp/hf-run-long.json'));
    expect(answer.output).toMatchObject({ size: stored.byteLength, sha256: sha256(stored) });
    expect(readScriptOutput(stored.toString(), 'dir', 'run-long')).toMatchObject({
      output: { count: 600, itemsSha256: answer.itemsSha256 },
    });
    const again = await answerOf(tree.root, 'dir', { path: folder }, { run: 'run-long' });
    expect(again.errors).toMatchObject([{ msg: expect.stringContaining('could not be made') }]);
    expect(sha256(await readFile(join(tree.root, '/tmp/hf-run-long.json')))).toBe(sha256(stored));
  });

  it.each([
    ['what is too long to print', 'dir', { path: '/long' }, '/tmp/hf-run-pipe.json'],
    ['a copy', 'prepare-file', { path: '/etc/passwd' }, '/tmp/hf-run-pipe.copy'],
  ] as const)('%s is given to no pipe that lies under its name', async (_name, command, values, path) => {
    execFileSync('mkfifo', [join(tree.root, path)]);
    const reader = execFile('cat', [join(tree.root, path)], () => undefined);
    let heard = '';
    reader.stdout?.on('data', (piece) => {
      heard += piece;
    });
    const { errors } = await answerOf(tree.root, command, values, { run: 'run-pipe' });
    reader.kill();
    expect(heard).toBe('');
    expect(errors).toMatchObject([{ msg: expect.stringContaining('could not be made') }]);
  });

  it.each([
    ['not base64 of an object', '%%%', /not base64/],
    ['no run', btoa('{"acq":"","path":"/etc"}'), /acq names the run/],
    ['a run that is a path', btoa('{"acq":"../x","path":"/etc"}'), /acq names the run/],
    ['a nested value', btoa('{"acq":"r","path":{"a":1}}'), /not base64/],
    ['something after the object', btoa('{"acq":"r","path":"/etc"} x'), /not base64/],
    ['a relative path', btoa('{"acq":"r","path":"etc"}'), /is an absolute path/],
    ['a path that climbs', btoa('{"acq":"r","path":"/etc/../.."}'), /without \. and \.\./],
    ['a folder that is not there', btoa('{"acq":"r","path":"/nowhere"}'), /no folder \/nowhere/],
  ])('refuses %s in the same shape', async (_name, argument, reason) => {
    const { exitCode, text } = await runScript(tree.root, 'dir', argument);
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      fmt: 'custody.lr/1',
      items: [],
      errors: [{ msg: expect.stringMatching(reason) }],
    });
  });

  it('an argument cannot run anything', async () => {
    const attempt = "'; touch /tmp/x-$(id -u) `touch y` #";
    const answer = await runScript(tree.root, 'dir', scriptArgument('r', attempt, { path: `/${attempt}` }));
    expect(answer.exitCode).toBe(1);
    expect(await readdir(join(tree.root, 'tmp'))).not.toContain('x-0');
  });
});

describe('dir and findfile', () => {
  it('say kind, size and times as the file system has them', async () => {
    await tree.write('/kinds/file', 'four');
    await mkdir(join(tree.root, '/kinds/folder'));
    await symlink('/etc/passwd', join(tree.root, '/kinds/link'));
    await utimes(
      join(tree.root, '/kinds/file'),
      new Date('2024-02-29T23:59:58.250Z'),
      new Date('2024-02-29T23:59:58.125Z'),
    );
    const { items } = await answerOf(tree.root, 'dir', { path: '/kinds' });
    const byPath = Object.fromEntries(items.map((item) => [item.path, item]));
    expect(byPath['/kinds/file']).toMatchObject({
      type: 'file',
      size: 4,
      modifiedUtc: '2024-02-29T23:59:58.125Z',
      accessedUtc: '2024-02-29T23:59:58.250Z',
    });
    expect(byPath['/kinds/folder']?.type).toBe('directory');
    expect(byPath['/kinds/link']?.type).toBe('link');
  });

  it('on a Mac, leave out whole what is gone while they look, and tell it', async () => {
    const path = await macStat(tree, 'vanished');
    for (const name of ['a', 'vanished', 'z']) await tree.write(`/moving/${name}`, name);
    const { items, errors } = await answerOf(tree.root, 'dir', { path: '/moving' }, { path });
    const seen = items.map(({ path: at, type, size, owner }) => [at, type, size, typeof owner]);
    expect(seen.sort()).toEqual([
      ['/moving/a', 'file', 1, 'string'],
      ['/moving/z', 'file', 1, 'string'],
    ]);
    expect(errors).toEqual([expect.objectContaining({ msg: expect.stringContaining('/moving/vanished') })]);
    const [info] = (await answerOf(tree.root, 'fileinfo', { path: '/moving/z' }, { path })).items;
    expect(info).toMatchObject({ path: '/moving/z', size: 1, sha256: sha256('z') });
    const gone = await answerOf(tree.root, 'fileinfo', { path: '/moving/vanished' }, { path });
    expect([gone.items, gone.errors.length]).toEqual([[], 1]);
  });

  it('what cannot be read is an error beside the rest', async () => {
    await tree.write('/closed/open/a.log', 'a');
    await tree.write('/closed/shut/b.log', 'b');
    await chmod(tree.root, 0o755);
    await chmod(join(tree.root, '/closed/shut'), 0);
    const answer = await answerOf(
      tree.root,
      'findfile',
      { root: '/closed', name: '*.log' },
      { asNobody: true },
    );
    expect(answer.items.map((item) => item.path)).toEqual(['/closed/open/a.log']);
    expect(answer.errors).toEqual([{ path: null, msg: expect.stringMatching(/\/closed\/shut.*denied/) }]);
    expect(JSON.stringify(answer.errors)).not.toContain(tree.root);
    await chmod(join(tree.root, '/closed/shut'), 0o755);
  });
});

describe('fileinfo', () => {
  it('gives the digests that another program finds', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    await tree.write(`/hashed/${hard}`, bytes);
    const { items } = await answerOf(tree.root, 'fileinfo', { path: `/hashed/${hard}` });
    expect(items).toMatchObject([
      {
        path: `/hashed/${hard}`,
        size: bytes.byteLength,
        md5: createHash('md5').update(bytes).digest('hex'),
        sha1: createHash('sha1').update(bytes).digest('hex'),
        sha256: sha256(bytes),
        signer: null,
      },
    ]);
  });

  it('a link is described, and what it leads to is not read in its place', async () => {
    await symlink('/etc/passwd', join(tree.root, '/hashed/link'));
    const { items } = await answerOf(tree.root, 'fileinfo', { path: '/hashed/link' });
    expect(items).toMatchObject([{ type: 'link', target: '/etc/passwd', sha256: null }]);
  });
});

describe('processes', () => {
  it('reads names with brackets, arguments with spaces, users and start times', async () => {
    const { items } = await answerOf(tree.root, 'processes', {});
    expect(items).toEqual([
      expect.objectContaining({ pid: 1, ppid: 0, name: 'systemd', cmdline: '/sbin/init', user: 'root' }),
      expect.objectContaining({
        pid: 812,
        ppid: 1,
        name: 'evil (x) y',
        cmdline: '/tmp/evil --say a "b"\n',
        user: 'ana',
        createdUtc: '2026-01-01T00:02:03.000Z',
      }),
    ]);
    expect((await answerOf(tree.root, 'processes', { pid: 812 })).count).toBe(1);
    expect((await answerOf(tree.root, 'processes', { name: 'none' })).count).toBe(0);
  });
});

describe('connections, an extension off Windows', () => {
  it('reads the kernel’s tables and finds who holds a socket', async () => {
    const line = (local: string, remote: string, state: string, inode: number) =>
      `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1\n`;
    await tree.write('/proc/net/tcp', `header\n${line('0100007F:1F90', '08080808:01BB', '01', 4711)}`);
    await tree.write(
      '/proc/net/udp6',
      `header\n${line('00000000000000000000000001000000:0035', '00000000000000000000000000000000:0000', '07', 1)}`,
    );
    await mkdir(join(tree.root, '/proc/812/fd'));
    await symlink('socket:[4711]', join(tree.root, '/proc/812/fd/3'));
    const { items } = await answerOf(tree.root, 'connections', {});
    expect(items).toEqual([
      {
        proto: 'tcp',
        localAddr: '127.0.0.1',
        localPort: 8080,
        remoteAddr: '8.8.8.8',
        remotePort: 443,
        state: 'ESTABLISHED',
        pid: 812,
      },
      expect.objectContaining({
        proto: 'udp',
        localAddr: '0000:0000:0000:0000:0000:0000:0000:0001',
        localPort: 53,
        pid: null,
      }),
    ]);
  });
});

/** A folder with the `stat` of a Mac, as far as the scripts use it, for which one file is gone at every look. */
async function macStat({ root, write }: DeviceTree, gone: string): Promise<string> {
  const text = `#!/bin/sh
[ "$1" = -f ] || exit 1
case $4 in */${gone}) echo "stat: $4: No such file or directory" >&2; exit 1 ;; esac
exec ${execFileSync('which', ['stat'], { encoding: 'utf8' }).trim()} --printf '%F\\n%s\\n%W\\n%Y\\n%X\\n%A\\n%U\\n' -- "$4"
`;
  await write('/mac/stat', text);
  await chmod(join(root, '/mac/stat'), 0o755);
  return join(root, '/mac');
}
