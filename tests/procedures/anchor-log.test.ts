import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataKeys } from '../../lib/ports/data-keys.ts';
import { anchorLog } from '../../lib/worker/anchor-log.ts';
import { auditRows } from '../../lib/worker/audit-rows.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { newestCheckpoint } from '../../lib/worker/log-rows.ts';
import { publishCheckpoint } from '../../lib/worker/publish-checkpoint.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied } from '../support/facts.ts';
import { newSigner } from '../support/log-signer.ts';
import { connectedTo } from '../support/with-client.ts';

const origin = 'holdfast.example/test/1';
const events = `(select event_id from ledger_entry where idx = 1)`;
let at: TestDatabase;
let client: Client; // as the sequencer
let store: AnchorFiles;

/** Three entries, signed; every guard of the rows down. */
beforeAll(async () => {
  at = await freshDatabase();
  client = await connectedTo(at.sequencerUrl);
  for (const word of ['a', 'b', 'c']) {
    await at.register.record(analyst, ['access.denied'], async () => ({
      events: [denied('person', word)],
      result: null,
    }));
  }
  await integratePending(client, origin);
  await publishCheckpoint(client, origin, [newSigner(origin)]);
  await at.asAdmin(
    `alter table custody_event disable trigger all; alter table ledger_entry disable trigger all;
     alter table custody_event alter body drop not null; alter table custody_event alter salt drop not null;
     create table sound as select id, body, salt from custody_event`,
  );
});
afterAll(async () => {
  await client?.end();
  await at?.close();
});
beforeEach(async () => {
  store = await anchorFiles();
  await at.asAdmin('update custody_event c set body = s.body, salt = s.salt from sound s where s.id = c.id');
});

function dataKeys(): DataKeys {
  const made = new Map<string, Uint8Array>();
  const find = async (name: string) => made.get(name) ?? null;
  const ensure = async (name: string) => {
    const key = made.get(name) ?? new Uint8Array(randomBytes(32));
    made.set(name, key);
    return key;
  };
  return { ensure, find };
}

async function anchor(keys: DataKeys): Promise<void> {
  const newest = await newestCheckpoint(client);
  if (newest === null) throw new Error('nothing was signed');
  await anchorLog(client, { store, keys }, 0n, newest, new AbortController().signal);
}

const erase = () => at.asAdmin(`update custody_event set body = null, salt = null where id = ${events}`);

describe('anchoring the log a second time, because the first answer was lost', () => {
  it('succeeds when nothing changed, and when a body was erased meanwhile', async () => {
    const keys = dataKeys();
    await anchor(keys);
    await anchor(keys);
    await erase();
    await expect(anchor(keys)).resolves.toBeUndefined();
  });

  it('is a conflict when a body is there that was not, or is sealed otherwise', async () => {
    const keys = dataKeys();
    await erase();
    await anchor(keys);
    await at.asAdmin(
      'update custody_event c set body = s.body, salt = s.salt from sound s where s.id = c.id',
    );
    await expect(anchor(keys)).rejects.toMatchObject({ code: 'conflict' });
    store.files.clear();
    await anchor(keys);
    await expect(anchor(dataKeys())).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('rows that deny their own hashes', () => {
  it.each([
    ['an entry', `update ledger_entry set entry = entry || ' ' where idx = 1`, /Entry 1 is not the one/],
    ['a body', `update custody_event set body = body || ' ' where id = ${events}`, /body of entry 1/],
  ])('are not anchored for ever: %s', async (_, change, words) => {
    await at.asAdmin(change);
    await expect(anchor(dataKeys())).rejects.toThrow(words);
    expect([...store.files.keys()].filter((path) => !path.startsWith('tile/0/'))).toEqual([]);
    await at.asAdmin(`update ledger_entry set entry = substring(entry for length(entry) - 1) where idx = 1
      and substring(entry from length(entry)) = ' '`);
  });

  it('are found by the patrol, which takes no body for erased unless the ledger has the decision', async () => {
    await erase();
    expect(await auditRows(client, 0n, 3n)).toMatchObject({ attack: 'deleted', firstIndex: 1n });
    const [row] = await at.asAdmin<{ event_id: string }>(events);
    const detail = { eventId: row?.event_id ?? '', dataKey: 'bodies/x', decision: 'Ordered by the court.' };
    await at.register.record({ kind: 'system', component: 'test' }, ['ledger.body-erased'], async () => ({
      events: [
        {
          type: 'ledger.body-erased',
          stream: { kind: 'system' },
          subjects: [],
          reason: null,
          authority: null,
          detail,
        },
      ],
      result: null,
    }));
    expect(await auditRows(client, 0n, 3n)).toMatchObject({ attack: 'deleted' }); // it may still be taken back
    await integratePending(client, origin);
    expect(await auditRows(client, 0n, 4n)).toBeNull();
    await at.asAdmin(
      `update custody_event c set body = s.body || ' ', salt = s.salt from sound s where s.id = c.id and c.id = ${events}`,
    );
    expect(await auditRows(client, 0n, 4n)).toMatchObject({ attack: 'edited', firstIndex: 1n });
  });

  it('are not anchored when the tree is another than the signed one', async () => {
    await at.asAdmin(
      'alter table ledger_node disable trigger all; update ledger_node set hash = sha256(hash)',
    );
    await expect(anchor(dataKeys())).rejects.toThrow('not the one that was signed');
    expect(store.files.size).toBe(0);
    expect(await auditRows(client, 0n, 3n)).toMatchObject({
      attack: 'verifier-state-forged',
      firstIndex: null,
    });
  });
});
