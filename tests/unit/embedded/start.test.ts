import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseProductionSettings } from '../../../lib/embedded/embedded-settings.ts';
import { takeHomeLock } from '../../../lib/embedded/home-lock.ts';
import { requireFreePort } from '../../../lib/embedded/port.ts';

describe('starting in embedded mode', () => {
  it('refuses any production setting and names each', () => {
    expect(() =>
      refuseProductionSettings({ DATABASE_URL: 'postgresql://x', HOLDFAST_TENANT_ID: 'y' }),
    ).toThrow(/DATABASE_URL, HOLDFAST_TENANT_ID/);
  });

  it('refuses a mode that does not exist', () => {
    expect(() => refuseProductionSettings({ HOLDFAST_MODE: 'demo' })).toThrow(/embedded or production/);
  });

  it('starts with a bare environment', () => {
    expect(() => refuseProductionSettings({ PATH: '/bin' })).not.toThrow();
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
    await expect(requireFreePort(port)).rejects.toThrow(new RegExp(`Port ${port} is in use.*PORT=`));
    server.close();
  });
});
