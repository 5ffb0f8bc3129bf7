import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { serverAccount } from '../../lib/embedded/postgres/server-account.ts';
import { serverPrograms } from '../../lib/embedded/postgres/server-programs.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../lib/embedded/postgres/start-embedded-postgres.ts';

const home = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
const secretsFile = join(home, 'postgres/secrets.json');
const pidFile = join(home, 'postgres/data/postmaster.pid');
const running: EmbeddedPostgres[] = [];

const start = async () => {
  const one = await startEmbeddedPostgres(home);
  running.push(one);
  return one;
};
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function ask<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A server without a supervisor. */
async function startAlone(port: string): Promise<void> {
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  const folder = join(home, 'postgres');
  const { pgCtl } = serverPrograms(serverAccount());
  await pgCtl(['-D', join(folder, 'data'), '-l', join(folder, 'alone.log'), '-w', '-o', options, 'start']);
}

const addSetting = (url: string, who: string) =>
  ask(url, `insert into person_setting (object_id) values ('${who}')`);
const settings = async (url: string) =>
  (await ask<{ object_id: string }>(url, 'select object_id from person_setting order by 1')).map(
    (row) => row.object_id,
  );

function occupy(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('the embedded database', () => {
  it('starts from nothing, with checksums, on loopback alone, and keeps its passwords to its owner', async () => {
    const one = await start();
    await addSetting(one.appUrl, 'first');
    expect(statSync(secretsFile).mode & 0o077).toBe(0);
    expect(
      await ask(
        one.adminUrl,
        "select current_setting('data_checksums') as sums, current_setting('listen_addresses') as at, current_setting('fsync') as sync",
      ),
    ).toEqual([{ sums: 'on', at: '127.0.0.1', sync: 'on' }]);
    const wrong = one.appUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps its data and its port over a second start', async () => {
    const one = await start();
    expect(await settings(one.appUrl)).toEqual(['first']);
    await one.stop();
    const again = await start();
    expect(new URL(again.appUrl).port).toBe(new URL(one.appUrl).port);
    expect(await settings(again.appUrl)).toEqual(['first']);
  });

  it('starts over the pid file of a server that was killed, and loses no committed row', async () => {
    const one = await start();
    await addSetting(one.appUrl, 'second');
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    await one.stop(); // or it would be started again
    const again = await start();
    expect(await settings(again.appUrl)).toEqual(['first', 'second']);
  });

  it('starts over a pid file that names a stranger, and leaves the stranger alone', async () => {
    const one = await start();
    const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
    await one.stop();
    // As after a container's restart: the old number belongs to another process of the same account.
    const { uid, gid } = statSync(join(home, 'postgres/data'));
    const stranger = spawn('sleep', ['60'], { uid, gid });
    writeFileSync(pidFile, [stranger.pid, ...rest].join('\n'));
    chownSync(pidFile, uid, gid);
    try {
      const again = await start();
      expect(await settings(again.appUrl)).toEqual(['first', 'second']);
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('takes the place of a server that outlived its supervisor', async () => {
    const one = await start();
    const before = await settings(one.appUrl);
    await one.stop();
    await startAlone(new URL(one.appUrl).port);
    const pid = readFileSync(pidFile, 'utf8').split('\n')[0];
    const again = await start();
    expect(readFileSync(pidFile, 'utf8').split('\n')[0]).not.toBe(pid);
    expect(await settings(again.appUrl)).toEqual(before);
  });

  it('says so and takes another port when its own is occupied', async () => {
    const one = await start();
    const port = Number(new URL(one.appUrl).port);
    await one.stop();
    const other = await occupy(port);
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    try {
      const again = await start();
      expect(new URL(again.appUrl).port).not.toBe(String(port));
      expect(said).toHaveBeenCalledWith(expect.stringContaining(`Port ${port} is in use`));
      expect(await settings(again.appUrl)).toEqual(['first', 'second']);
    } finally {
      said.mockRestore();
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('refuses with one line when its secrets are damaged, and touches nothing', async () => {
    const secrets = readFileSync(secretsFile);
    writeFileSync(secretsFile, '{');
    await expect(start()).rejects.toThrow(`${secretsFile} is damaged`);
    rmSync(secretsFile);
    await expect(start()).rejects.toThrow(`${secretsFile} is missing`);
    writeFileSync(secretsFile, secrets, { mode: 0o600 });
    const one = await start();
    expect(await settings(one.appUrl)).toEqual(['first', 'second']);
  });
});
