import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getEvidenceItem } from '../../lib/queries/get-evidence-item.ts';
import { getLedgerEntry } from '../../lib/queries/get-ledger-entry.ts';
import { getLedgerState } from '../../lib/queries/get-ledger-state.ts';
import { listEvidence } from '../../lib/queries/list-evidence.ts';
import { listLedgerEntries } from '../../lib/queries/list-ledger-entries.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { type TestLedger, testLedger } from '../support/ledger.ts';
import { newSigner } from '../support/log-signer.ts';
import { incidentTimeline, itemTimeline } from '../support/recorded-timeline.ts';
import { type SealedItem, sealedItem } from '../support/sealed-item.ts';

let at: TestDatabase;
let ledger: TestLedger;
let item: SealedItem;
const viewer = () => ({ actor: analyst, db: at.db });
const state = async () => await getLedgerState(viewer(), ledger.keys);

beforeEach(async () => {
  at = await freshDatabase();
  ledger = await testLedger(at);
  item = await sealedItem(at);
  await ledger.sign();
});
afterEach(async () => await at?.close());

describe('an event that the owner of the database damaged', () => {
  const salted = `alter table custody_event drop constraint custody_event_hashes; update custody_event set salt`;
  it.each([
    ['is no JSON any more', `update custody_event set body = 'no json at all'`],
    ['is no text any more', `update custody_event set body = '\\xff00fe'`],
    ['is empty', `update custody_event set body = ''`],
    ['is JSON of another shape', `update custody_event set body = '[1, 2]'`],
    [
      'is an event without a detail',
      `update custody_event set body = convert_to((convert_from(body, 'UTF8')::jsonb || '{"detail": {}}')::text, 'UTF8')`,
    ],
    [
      'is an event without a clock',
      `update custody_event set body = convert_to((convert_from(body, 'UTF8')::jsonb || '{"clock": null, "tool": 3}')::text, 'UTF8')`,
    ],
    ['lost its salt', `${salted} = ''`],
    ['has another salt', `update custody_event set salt = sha256(salt)`],
    ['has another leaf', `update custody_event set leaf = sha256(leaf)`],
    ['has another type in its column', `update custody_event set type = 'acquisition.refused'`],
    [
      'has another time in its column',
      `update custody_event set occurred_at = occurred_at - interval '1 day'`,
    ],
  ])('%s: every page still shows it, as altered, in its place', async (_, change) => {
    await ledger.attack('custody_event', `${change} where stream = '${item.evidenceId}' and n = 2`);
    const chain = await itemTimeline(viewer(), item.evidenceId);
    const byNumber = chain.events.toSorted((a, b) => Number(b.n) - Number(a.n)); // one has another time now
    expect(byNumber.map(({ n, holds }) => [n, holds])).toEqual([
      ['4', true],
      ['3', true],
      ['2', false],
      ['1', true],
      ['0', true],
    ]);
    expect(byNumber[2]?.ledgerIndex).toBe('3'); // before them: how the incident began
    expect(byNumber[2]?.words.tone).toBe('bad');
    expect(chain.numberings.map(({ complete }) => complete)).toEqual([true]);
    const { events } = await incidentTimeline(viewer(), item.incidentId);
    expect(events.filter(({ holds }) => holds === false).map(({ n }) => n)).toEqual(['2']);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('altered');
    expect((await listEvidence(viewer(), {})).rows[0]?.integrity).toBe('altered');
    const entry = await getLedgerEntry(viewer(), '3', ledger.keys);
    expect(entry.event?.holds).toBe(false);
  });

  it('is shown although its body and salt are gone altogether', async () => {
    await at.asAdmin('alter table custody_event alter body drop not null, alter salt drop not null');
    await ledger.attack(
      'custody_event',
      `update custody_event set body = null, salt = null where stream = '${item.evidenceId}' and n = 2`,
    );
    const chain = await itemTimeline(viewer(), item.evidenceId);
    expect(chain.events[2]).toMatchObject({ n: '2', holds: false, record: null });
    const incident = await incidentTimeline(viewer(), item.incidentId);
    const exhibits = new Set(incident.events.map(({ exhibit }) => exhibit?.exhibitNumber));
    expect([incident.events.length, exhibits]).toEqual([6, new Set([item.exhibitNumber, undefined])]);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('altered');
    expect((await getLedgerEntry(viewer(), '3', ledger.keys)).bodyHolds).toBe(false);
  });

  it('is found although it was rewritten together with its entry and its leaf', async () => {
    const forged = `convert_to(replace(convert_from(entry, 'UTF8'), 'source-hashed', 'refused'), 'UTF8')`;
    await ledger.attack('ledger_entry', `update ledger_entry set entry = ${forged} where idx = 3`);
    await ledger.attack(
      'ledger_entry',
      `update ledger_entry set leaf = sha256('\\x00'::bytea || entry) where idx = 3`,
    );
    await ledger.attack(
      'custody_event',
      `update custody_event e set type = 'acquisition.refused', leaf = l.leaf from ledger_entry l where l.event_id = e.id and idx = 3`,
    );
    const chain = await itemTimeline(viewer(), item.evidenceId);
    const doubted = chain.events.filter(({ holds }) => holds === false);
    // The leaf beside it is the only witness of the pair's node: it cannot be proven any more either.
    expect(doubted.map(({ n, trouble }) => [n, trouble])).toEqual([
      ['2', 'path'],
      ['1', 'path'],
    ]);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('altered');
  });
});

describe('an event whose entry no checkpoint proves', () => {
  const holds = async () =>
    (await itemTimeline(viewer(), item.evidenceId)).events.map((event) => [event.holds, event.trouble]);

  it('is altered if its entry lies beyond the head of the ledger', async () => {
    await at.asAdmin('update ledger_head set size = 5');
    expect((await holds())[0]).toEqual([false, 'path']);
    expect((await getEvidenceItem(viewer(), item.evidenceId)).integrity).toBe('altered');
    expect((await listEvidence(viewer(), {})).rows[0]?.integrity).toBe('altered');
  });

  it('is not known to match while there is no checkpoint at all', async () => {
    await ledger.attack('ledger_checkpoint', 'delete from ledger_checkpoint');
    expect(new Set((await holds()).flat())).toEqual(new Set([null]));
  });

  it('is not known to match before a checkpoint covers it', async () => {
    const later = await sealedItem(at, 'another');
    await ledger.integrate();
    const { events } = await itemTimeline(viewer(), later.evidenceId);
    expect(events.map((event) => [event.ledgerIndex, event.holds])).toContainEqual(['11', null]);
    await ledger.sign();
    expect((await itemTimeline(viewer(), later.evidenceId)).events[0]?.holds).toBe(true);
  });
});

describe('the ledger page', () => {
  it('finds a sound ledger valid, and its tree computed again from the entries', async () => {
    const { checkpoint } = await state();
    expect(checkpoint?.signature).toEqual({ outcome: 'valid', reason: null });
    expect(checkpoint?.tree).toMatchObject({ outcome: 'holds', entries: '6' });
  });

  it('does not know without a public key, and says so', async () => {
    expect((await getLedgerState(viewer(), [])).checkpoint?.signature.outcome).toBe('unknown');
    expect((await getLedgerState(viewer(), ['no key'])).checkpoint?.signature.outcome).toBe('unknown');
  });

  it('calls a note of another key invalid', async () => {
    const other = newSigner('holdfast.example/test/1');
    const seen = await getLedgerState(viewer(), [other.verifierKey]);
    expect(seen.checkpoint?.signature.outcome).toBe('invalid');
  });

  it.each([
    ['a root beside the note that was not signed', `update ledger_checkpoint set root = sha256(root)`],
    ['a size beside the note that was not signed', `update ledger_checkpoint set size = size - 1`],
    [
      'a signed text that was changed',
      `update ledger_checkpoint set note = replace(note, E'\\n6\\n', E'\\n5\\n')`,
    ],
    ['a signature that was cut', `update ledger_checkpoint set note = left(note, -9) || E'\\n'`],
    ['a note that is no note', `update ledger_checkpoint set note = 'nothing'`],
  ])('refuses %s', async (_, change) => {
    await ledger.attack('ledger_checkpoint', change);
    expect((await state()).checkpoint?.signature.outcome).toBe('invalid');
  });

  it('locates the entry whose bytes were changed', async () => {
    await ledger.attack('ledger_entry', `update ledger_entry set entry = entry || ' ' where idx = 3`);
    expect((await state()).checkpoint?.tree).toMatchObject({ outcome: 'broken', at: '3' });
    expect((await listLedgerEntries(viewer())).rows.map(({ kind }) => kind === null)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('locates the entry that is missing', async () => {
    await ledger.attack('ledger_entry', `delete from ledger_entry where idx = 1`);
    expect((await state()).checkpoint?.tree).toMatchObject({ outcome: 'broken', at: '1' });
  });

  it('finds an entry that was rewritten with its leaf, also when the stored nodes still look right', async () => {
    const forged = `convert_to(replace(convert_from(entry, 'UTF8'), 'evidence.sealed', 'evidence.undone'), 'UTF8')`;
    await ledger.attack('ledger_entry', `update ledger_entry set entry = ${forged}`);
    await ledger.attack('ledger_entry', `update ledger_entry set leaf = sha256('\\x00'::bytea || entry)`);
    expect((await state()).checkpoint?.tree).toMatchObject({ outcome: 'broken', at: null });
  });

  it('notices that the head was set back behind what was signed', async () => {
    await at.asAdmin('update ledger_head set size = 2');
    expect((await state()).uncovered).toBe('-4');
  });

  it('reads only what was added since, and everything again once something was wrong', async () => {
    const read: unknown[] = [];
    const listening = at.db.$extends({
      query: {
        $queryRaw: async ({ args, query }) => {
          const rows: unknown = await query(args);
          read.push(...(rows as unknown[]));
          return rows;
        },
      },
    }) as unknown as TestDatabase['db'];
    const look = async () => {
      read.length = 0;
      await getLedgerState({ actor: analyst, db: listening }, ledger.keys);
      return read.length;
    };
    expect(await look()).toBe(6);
    expect(await look()).toBe(0);
    await sealedItem(at, 'another');
    await ledger.sign();
    expect(await look()).toBe(6);
  });
});

describe('the page of an entry', () => {
  it('names the first checkpoint over it, and shows that the newest grew out of that one', async () => {
    await sealedItem(at, 'another');
    await ledger.sign();
    expect((await getLedgerEntry(viewer(), '1', ledger.keys)).covered).toMatchObject({
      size: '6',
      signature: { outcome: 'valid' },
      holdsEntry: true,
      newestSize: '12',
      newestSignature: { outcome: 'valid' },
      newestHoldsEntry: true,
      grewIntoNewest: true,
    });
  });

  it('says which checkpoint does not hold', async () => {
    await sealedItem(at, 'another');
    await ledger.sign();
    await ledger.attack(
      'ledger_checkpoint',
      `update ledger_checkpoint set root = sha256(root) where size = 6`,
    );
    expect((await getLedgerEntry(viewer(), '1', ledger.keys)).covered).toMatchObject({
      signature: { outcome: 'invalid' },
      holdsEntry: false,
      newestHoldsEntry: true,
      grewIntoNewest: false,
    });
    expect((await getLedgerEntry(viewer(), '7', ledger.keys)).covered).toMatchObject({
      size: '12',
      signature: { outcome: 'valid' },
      holdsEntry: true,
    });
  });
});
