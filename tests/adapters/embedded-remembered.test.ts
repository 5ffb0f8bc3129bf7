import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrationNames } from '../../lib/cli/apply-migrations.ts';
import { accessBook } from '../../lib/embedded/cloud/access-book.ts';
import { openState } from '../../lib/embedded/cloud/cloud-state.ts';
import { rememberedEndpoints } from '../../lib/embedded/cloud-process.ts';
import { rememberedPostgres, rememberVersion } from '../../lib/embedded/postgres/remembered-postgres.ts';
import { saveSecrets, serverFiles } from '../../lib/embedded/postgres/server-files.ts';

const secrets = { port: 41_234, admin: 'a', app: 'b', sequencer: 'c' };

describe('what a start knows from the one before', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'holdfast-remembered-'));
    mkdirSync(serverFiles(home).folder);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is nothing in a new data directory', () => {
    expect(rememberedPostgres(home)).toBeNull();
    expect(rememberedEndpoints(home)).toBeNull();
  });

  it('is where the database listened, once this very version was applied to it', () => {
    saveSecrets(serverFiles(home), secrets);
    expect(rememberedPostgres(home)).toBeNull();
    rememberVersion(serverFiles(home));
    expect(rememberedPostgres(home)).toEqual({
      appUrl: 'postgresql://holdfast_app:b@127.0.0.1:41234/holdfast',
      sequencerUrl: 'postgresql://holdfast_sequencer:c@127.0.0.1:41234/holdfast',
    });
  });

  it('does not count after an update that brings a migration', () => {
    saveSecrets(serverFiles(home), secrets);
    const older = migrationNames().slice(0, -1).join('\n');
    writeFileSync(join(serverFiles(home).folder, 'applied-migrations'), `${older}\n`);
    expect(rememberedPostgres(home)).toBeNull();
  });

  it('is refused with one line when the secrets are gone', () => {
    rememberVersion(serverFiles(home));
    expect(() => rememberedPostgres(home)).toThrow(/secrets\.json is damaged\. Restore it from a backup/);
  });

  it('is the cloud’s own state too: what a newer version adds comes in as it is set up', () => {
    const file = join(home, 'state.json');
    const older = {
      seededAt: '2026-01-01T00:00:00.000Z',
      snapshots: {},
      containers: {},
      activity: [{ a: 1 }],
    };
    writeFileSync(file, JSON.stringify(older));
    const { state } = openState(file, new Date());
    expect(state).toMatchObject(older);
    // The locker and the anchors are closed, as are two of those that evidence is taken over from; Windows 365 demands the last open.
    expect(Object.values(state.accounts).map((one) => one.publicNetworkAccess)).toEqual([
      ...['Disabled', 'Disabled', 'Disabled', 'Disabled'],
      'Enabled',
    ]);
    expect(accessBook({ state, save: () => {} }, () => new Date()).eligible()).toHaveLength(2);
  });
});
