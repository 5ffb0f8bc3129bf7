import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDirectory } from '../../../lib/cli/data-directory.ts';
import { freePort } from '../../../lib/cli/free-port.ts';
import { refuseUnfitSettings } from '../../../lib/embedded/embedded-settings.ts';
import { takeHomeLock } from '../../../lib/embedded/home-lock.ts';

describe('starting in embedded mode', () => {
  it('names every production setting and every wrong value at once, one a line', () => {
    const mixture = {
      DATABASE_URL: 'postgresql://x',
      HOLDFAST_TENANT_ID: 'y',
      HOLDFAST_LEDGER_KEY_ID: 'https://soc.vault.azure.net/keys/ledger/1',
      HOLDFAST_RETENTION_DAYS: 'long',
      HOLDFAST_MODE: 'demo',
    };
    expect(linesOf(() => refuseUnfitSettings(mixture))).toEqual([
      'Embedded mode does not start with these settings:',
      '  DATABASE_URL: belongs to production',
      '  HOLDFAST_TENANT_ID: belongs to production',
      '  HOLDFAST_LEDGER_KEY_ID: belongs to production',
      '  HOLDFAST_MODE: must be embedded or production',
      '  HOLDFAST_RETENTION_DAYS: must be a whole number from 1 to 146000',
      'Unset what belongs to production, or set HOLDFAST_MODE=production.',
    ]);
  });

  it('starts with a bare environment', () => {
    expect(() => refuseUnfitSettings({ PATH: '/bin' })).not.toThrow();
  });

  it('refuses a data directory that a living process holds, and names that process', () => {
    const home = mkdtempSync(join(tmpdir(), 'holdfast-lock-'));
    writeFileSync(join(home, 'holdfast.lock'), '1');
    expect(() => takeHomeLock(home)).toThrow(/in use by the process 1\b/);
  });

  it('takes over the lock of a process that is gone, and gives it back', () => {
    const home = mkdtempSync(join(tmpdir(), 'holdfast-lock-'));
    writeFileSync(join(home, 'holdfast.lock'), '4194304999');
    const unlock = takeHomeLock(home);
    unlock();
    expect(() => takeHomeLock(home)()).not.toThrow();
  });

  it('says which port is in use and how to choose another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(freePort(String(port), '127.0.0.1')).rejects.toThrow(
      new RegExp(`Port ${port} is in use.*PORT=`),
    );
    server.close();
  });

  it.each(['http', '0', '65536', '30.5', ''])('refuses "%s" as a port', async (setting) => {
    await expect(freePort(setting, '127.0.0.1')).rejects.toThrow(
      `PORT must be a whole number from 1 to 65535, not "${setting}".`,
    );
  });

  it('makes a relative data directory absolute, and says in one line when a file stands in its place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-home-'));
    const home = join(folder, 'data');
    expect(dataDirectory(relative(process.cwd(), home))).toBe(home);
    expect(readdirSync(home)).toEqual([]);
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    for (const inTheWay of [file, join(file, 'below')])
      expect(() => dataDirectory(inTheWay)).toThrow(/^The data directory .* a file has that name\..*$/);
    expect(readFileSync(file, 'utf8')).toBe('kept');
    expect(() => dataDirectory('')).toThrow('HOLDFAST_HOME is empty');
  });
});

function linesOf(refused: () => void): readonly string[] {
  try {
    refused();
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
  return [];
}
