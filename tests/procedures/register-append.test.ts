import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitBody, decodeEntry } from '../../lib/ledger/ledger-entry.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, denied, note } from '../support/facts.ts';

const empty = new Uint8Array();

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
});
afterAll(async () => await at?.close());

const append = (...events: Parameters<typeof at.register.append>[2]) =>
  at.register.append(analyst, ['incident.note-written', 'access.denied'], events as never);

/** What a stream holds, in order. */
async function stream(id: string) {
  const events = await at.db.custodyEvent.findMany({ where: { stream: id }, orderBy: { n: 'asc' } });
  const entries = await at.db.ledgerPending.findMany({ where: { stream: id }, orderBy: { n: 'asc' } });
  return { events, entries: entries.map((row) => ({ ...decodeEntry(row.entry), leaf: row.leaf })) };
}

describe('appending', () => {
  it('numbers and chains one stream without gaps under 40 writers of both kinds', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        if (i % 4 > 0) return await append(note(i % 2 === 0 ? id : other, `${i}`), note(id, `${i} again`));
        await at.register.record(analyst, ['incident.note-written'], async () => ({
          events: [note(id, `${i}`), note(other, `${i}`)],
          result: null,
        }));
      }),
    );
    const { events, entries } = await stream(id);
    expect(events.length).toBeGreaterThan(40);
    expect(events.map(({ n }) => n)).toEqual(events.map((_, n) => BigInt(n)));
    expect(entries.map(({ n }) => n)).toEqual(events.map(({ n }) => n));
    for (const [i, { p, c }] of entries.entries()) {
      expect(p === null ? null : Buffer.from(p)).toEqual(
        i === 0 ? null : Buffer.from(entries[i - 1]?.leaf ?? []),
      );
      const { salt, body } = events[i] ?? { salt: new Uint8Array(), body: new Uint8Array() };
      expect(Buffer.from(c)).toEqual(Buffer.from(commitBody(salt ?? empty, body ?? empty)));
    }
    const times = entries.map(({ t }) => t);
    expect(times).toEqual(times.toSorted());
  });

  it('leaves no event and no number of a refused one, and writes those beside it', async () => {
    const [sound, broken] = [randomUUID(), randomUUID()];
    const refused = { ...note(broken, 'x'), subjects: ['evidence:no-uuid'] };
    const tries = await Promise.allSettled([
      append(note(sound, 'before')),
      append(note(broken, 'whole')),
      append(note(broken, 'half'), refused),
      append(denied('p', '\ud800')), // no such text: it has no canonical form
      append(note(sound, 'after')),
    ]);
    expect(tries.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect((await stream(sound)).entries.map(({ n }) => n)).toEqual([0n, 1n]);
    expect((await stream(broken)).entries.map(({ n }) => n)).toEqual([0n]);
    await append(note(broken, 'next'));
    expect((await stream(broken)).entries.map(({ n }) => n)).toEqual([0n, 1n]);
  });

  it('gives a number back when the change beside it is rolled back', async () => {
    const id = randomUUID();
    await append(note(id, 'first'));
    await expect(
      at.register.record(analyst, ['incident.note-written'], async (desk) => {
        await desk.addNote(id, analyst, 'of no incident');
        return { events: [note(id, 'never')], result: null };
      }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await append(note(id, 'second'));
    expect((await stream(id)).events.map(({ n }) => n)).toEqual([0n, 1n]);
  });

  it('refuses what was not declared, and nothing at all', async () => {
    const before = await at.db.custodyEvent.count();
    await expect(
      at.register.append(analyst, ['access.denied'], [note(randomUUID(), 'x') as never]),
    ).rejects.toThrow('incident.note-written');
    await expect(at.register.append(analyst, ['access.denied'], [] as never)).rejects.toThrow(
      'without an event',
    );
    expect(await at.db.custodyEvent.count()).toBe(before);
  });

  it('lets nobody wait for a stream that somebody else holds', async () => {
    const [held, free] = [randomUUID(), randomUUID()];
    await append(note(held, 'first'));
    const holder = new Client({ connectionString: at.appUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from ledger_stream where id = $1 for update', [held]);
    const late = append(note(held, 'late'));
    await append(note(free, 'at once'));
    await append(note(free, 'and again'));
    expect((await stream(held)).events).toHaveLength(1);
    await holder.query('rollback');
    await holder.end();
    await late;
    expect((await stream(held)).entries.map(({ n }) => n)).toEqual([0n, 1n]);
  });

  it('says that the database is away when its connection is cut, and goes on afterwards', async () => {
    const id = randomUUID();
    const holder = new Client({ connectionString: at.appUrl });
    await append(note(id, 'first'));
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from ledger_stream where id = $1 for update', [id]);
    const cut = append(note(id, 'cut'));
    const outcome = expect(cut).rejects.toMatchObject({ code: 'storage-unavailable' });
    const waits = "wait_event_type = 'Lock' and datname = current_database()";
    for (;;) {
      const [ended] = await at.asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity where ${waits}`,
      );
      if (ended !== undefined) break;
    }
    await outcome;
    await holder.query('rollback');
    await holder.end();
    await append(note(id, 'second'));
    expect((await stream(id)).entries.map(({ n }) => n)).toEqual([0n, 1n]);
  });
});
