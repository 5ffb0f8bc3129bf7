import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerOf, type DeviceTree, deviceTree, hard, sha256 } from '../../support/device-script.ts';

vi.setConfig({ testTimeout: 30_000 }); // other programs are started, on machines that may be busy

let tree: DeviceTree;

beforeAll(async () => {
  tree = await deviceTree();
});

afterAll(() => rm(tree.root, { recursive: true }));

describe('what changes a device', () => {
  it('a file in quarantine is gone from its place, and back byte for byte with its mode', async () => {
    await tree.write(`/bad/${hard}`, 'malware');
    const path = `/bad/${hard}`;
    await chmod(join(tree.root, path), 0o751);
    const digest = sha256('malware');
    const moved = await answerOf(tree.root, 'quarantine', { path, sha256: digest }, { run: 'q-1' });
    expect(moved.items).toMatchObject([{ path, sha256: digest, moved: true }]);
    await expect(stat(join(tree.root, path))).rejects.toThrow('ENOENT');
    expect((await stat(join(tree.root, '/var/lib/holdfast-quarantine'))).mode & 0o777).toBe(0o700);
    const back = await answerOf(tree.root, 'restore', { path });
    expect(back.items).toMatchObject([{ path, sha256: digest, restored: true }]);
    expect(await readFile(join(tree.root, path), 'utf8')).toBe('malware');
    expect((await stat(join(tree.root, path))).mode & 0o777).toBe(0o751);
    expect(await readdir(join(tree.root, '/var/lib/holdfast-quarantine'))).toEqual([]);
  });

  it('a file that is not what was taken into custody stays where it is', async () => {
    await tree.write('/bad/other', 'changed since');
    const refused = await answerOf(tree.root, 'quarantine', { path: '/bad/other', sha256: sha256('before') });
    expect(refused).toMatchObject({
      items: [],
      errors: [{ msg: expect.stringContaining('Nothing was moved') }],
    });
    expect(await readFile(join(tree.root, '/bad/other'), 'utf8')).toBe('changed since');
  });

  it('what was altered in the quarantine is not put back', async () => {
    await tree.write('/bad/fourth', 'four');
    await answerOf(tree.root, 'quarantine', { path: '/bad/fourth', sha256: sha256('four') }, { run: 'q-4' });
    await writeFile(join(tree.root, '/var/lib/holdfast-quarantine/q-4/bytes'), 'five');
    expect((await answerOf(tree.root, 'restore', { path: '/bad/fourth' })).errors).toMatchObject([
      { msg: expect.stringContaining('not what was put there') },
    ]);
    await expect(stat(join(tree.root, '/bad/fourth'))).rejects.toThrow('ENOENT');
  });

  it('nothing is put back over what stands there now', async () => {
    await tree.write('/bad/third', 'one');
    await answerOf(tree.root, 'quarantine', { path: '/bad/third', sha256: sha256('one') }, { run: 'q-3' });
    await tree.write('/bad/third', 'two');
    expect((await answerOf(tree.root, 'restore', { path: '/bad/third' })).errors).toMatchObject([
      { msg: expect.stringContaining('exists. Nothing was put back') },
    ]);
    expect(await readFile(join(tree.root, '/bad/third'), 'utf8')).toBe('two');
  });

  it('a process is stopped under its number and its name together', async () => {
    expect((await answerOf(tree.root, 'stop-process', { pid: 812, name: 'other' })).errors).toMatchObject([
      { msg: expect.stringContaining('Nothing was stopped') },
    ]);
    const { items } = await answerOf(tree.root, 'stop-process', { pid: 812, name: 'evil (x) y' });
    expect(items).toEqual([{ pid: 812, name: 'evil (x) y', signal: 'TERM', stopped: true }]);
    expect(
      (await answerOf(tree.root, 'stop-process', { pid: 812, name: 'evil (x) y' })).errors,
    ).toMatchObject([{ msg: 'There is no process 812.' }]);
  });

  it('a copy for fetching has the digest of its source and overwrites nothing', async () => {
    await tree.write('/var/log/locked', 'log');
    const { items } = await answerOf(tree.root, 'prepare-file', { path: '/var/log/locked' }, { run: 'p-1' });
    expect(items).toEqual([
      {
        path: '/tmp/hf-p-1.copy',
        source: '/var/log/locked',
        size: 3,
        sha256: sha256('log'),
        sourceSha256: sha256('log'),
      },
    ]);
    const again = await answerOf(tree.root, 'prepare-file', { path: '/etc/passwd' }, { run: 'p-1' });
    expect(again.errors).toMatchObject([{ msg: expect.stringContaining('could not be made') }]);
    expect(await readFile(join(tree.root, '/tmp/hf-p-1.copy'), 'utf8')).toBe('log');
  });
});

describe('a service', () => {
  it('is disabled in every place that wants it, and its unit stays', async () => {
    await tree.write('/etc/systemd/system/evil.service', '[Service]');
    await mkdir(join(tree.root, '/etc/systemd/system/multi-user.target.wants'));
    await symlink(
      '../evil.service',
      join(tree.root, '/etc/systemd/system/multi-user.target.wants/evil.service'),
    );
    const disable = async () => (await answerOf(tree.root, 'remove-persistence', { service: 'evil' })).items;
    const told = { kind: 'service', name: 'evil.service' };
    expect(await disable()).toEqual([{ ...told, before: 'enabled', after: 'disabled' }]);
    expect(await disable()).toEqual([{ ...told, before: 'disabled', after: 'disabled' }]);
    expect(await readFile(join(tree.root, '/etc/systemd/system/evil.service'), 'utf8')).toBe('[Service]');
    for (const service of ['none', '-x', 'a/b', '*']) {
      expect((await answerOf(tree.root, 'remove-persistence', { service })).items).toEqual([]);
    }
  });
});

describe('a collection by UAC, with an archive that stands in for it', () => {
  const uac = [
    '#!/bin/sh',
    'grep -q "^hash_algorithm: .md5, sha1, sha256.$" config/uac.conf || exit 3',
    'printf "%s %s" "$2" "$4" >"$5/$4.tar.gz"',
  ].join('\n');

  const archive = async () => {
    await tree.write('/uac-src/uac-1/uac', uac);
    await tree.write('/uac-src/uac-1/config/uac.conf', 'hash_algorithm: [md5, sha1]\n');
    await chmod(join(tree.root, '/uac-src/uac-1/uac'), 0o755);
    execFileSync('tar', [
      '-czf',
      join(tree.root, '/tmp/uac.tar.gz'),
      '-C',
      join(tree.root, '/uac-src'),
      'uac-1',
    ]);
    return sha256(await readFile(join(tree.root, '/tmp/uac.tar.gz')));
  };

  it('runs on after the call, with SHA-256 and an archive of the run’s own name', async () => {
    const start = { phase: 'start', run: 'c-1', archive: '/tmp/uac.tar.gz', sha256: await archive() };
    expect((await answerOf(tree.root, 'collect-uac', start)).items).toMatchObject([{ state: 'running' }]);
    const look = async () =>
      (await answerOf(tree.root, 'collect-uac', { phase: 'look', run: 'c-1' })).items[0];
    await expect.poll(async () => (await look())?.state, { timeout: 20_000 }).toBe('ended');
    const made = 'ir_triage hf-uac-c-1';
    expect(await look()).toEqual({
      state: 'ended',
      path: '/tmp/hf-uac-c-1/hf-uac-c-1.tar.gz',
      size: made.length,
      sha256: sha256(made),
      exitCode: 0,
    });
    expect((await answerOf(tree.root, 'collect-uac', start)).errors).toMatchObject([
      { msg: 'A collection c-1 was started before.' },
    ]);
  });

  it('a plain name is a file beside the script and nothing further away, and a look waits for the end', async () => {
    const digest = await archive();
    const start = { phase: 'start', run: 'c-3', archive: 'uac.tar.gz', sha256: digest };
    expect((await answerOf(tree.root, 'collect-uac', start)).errors).toMatchObject([
      { msg: 'There is no uac.tar.gz.' },
    ]);
    const hidden = { ...start, archive: '../uac.tar.gz' };
    expect((await answerOf(tree.root, 'collect-uac', hidden)).errors).toMatchObject([
      { msg: expect.stringContaining('plain name') },
    ]);
    await answerOf(tree.root, 'collect-uac', { ...start, archive: '/tmp/uac.tar.gz' });
    const look = { phase: 'look', run: 'c-3', wait: 20 };
    expect((await answerOf(tree.root, 'collect-uac', look)).items).toMatchObject([{ state: 'ended' }]);
  });

  it('an archive that is not the reviewed one is not unpacked', async () => {
    await archive();
    const start = { phase: 'start', run: 'c-2', archive: '/tmp/uac.tar.gz', sha256: sha256('reviewed') };
    expect((await answerOf(tree.root, 'collect-uac', start)).errors).toMatchObject([
      { msg: expect.stringContaining('is not the reviewed archive') },
    ]);
    expect(await readdir(join(tree.root, 'tmp'))).not.toContain('hf-uac-c-2');
  });
});
