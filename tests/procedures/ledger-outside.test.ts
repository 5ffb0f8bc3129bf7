import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareNote } from '../../components/ledger/in-browser/compare-note.ts';
import { verifyEvent } from '../../components/ledger/in-browser/verify-event.ts';
import { verifyBundle } from '../../lib/bundle/verify-bundle.ts';
import { checkNote, isFinding } from '../../lib/ledger/check-note.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { entryProof, tlogProofOf } from '../../lib/queries/entry-proof.ts';
import { getEventProof } from '../../lib/queries/get-event-proof.ts';
import { getLedgerAnchors } from '../../lib/queries/get-ledger-anchors.ts';
import { ledgerAlarm } from '../../lib/queries/ledger-alarm.ts';
import { consistencyAnswer } from '../../lib/queries/ledger-proofs.ts';
import { listCheckpoints } from '../../lib/queries/list-checkpoints.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { filesOf } from '../support/crafted-bundle.ts';
import { analyst } from '../support/facts.ts';
import { recordDenials } from '../support/record-denials.ts';
import { until } from '../support/worker-process.ts';

let house: AnchoredLedger;
let keptNote: string;

beforeAll(async () => {
  house = await anchoredLedger();
  house.start();
  await record(3);
  await house.untilAnchored();
  keptNote = (await newestProof()).note;
  await record(4);
  await house.untilAnchored();
}, 120_000);
afterAll(async () => {
  await house.close();
});

const viewer = () => ({ actor: { ...analyst, roles: ['auditor' as const] }, db: house.at.db });

const record = (count: number) => recordDenials(house, count);

const newestEvent = () => house.at.db.custodyEvent.findFirstOrThrow({ orderBy: { occurredAt: 'desc' } });
const newestProof = async () => await getEventProof(viewer(), (await newestEvent()).id);

function policy(): string {
  const logs = house.trust.logs.map((key) => `log ${encodeVerifierKey(key)}`);
  const witnesses = [...house.trust.witnesses].map(
    ([name, { key }]) => `witness ${name} ${encodeVerifierKey(key)}`,
  );
  return [...logs, ...witnesses, 'quorum w1', ''].join('\n');
}

describe('a ledger with keys in a vault and anchors outside', () => {
  it('proves an event under a note that the witness cosigned', async () => {
    const judged = checkNote((await newestProof()).note, house.trust);
    if (isFinding(judged)) throw new Error(judged.words);
    expect(judged.quorum).toBe(true);
  });

  it('lets a browser verify an event at every step, both keys and the witness among them', async () => {
    const { id, leaf } = await newestEvent();
    const shown = { id, leaf: Buffer.from(leaf).toString('hex') };
    const steps = await verifyEvent(await newestProof(), policy(), shown);
    expect(steps.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'held'));
    expect(steps.at(-1)?.title).toBe('Quorum of witnesses');
  });

  it('hands out files that are a bundle, which an auditor checks with nothing but a policy', async () => {
    const { index, entry, body, salt } = await newestProof();
    const proof = await entryProof(house.at.db, BigInt(index));
    if (proof === null) throw new Error('no proof');
    const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
    const files = new Map([
      [`events/${index}/entry.json`, bytes(entry)],
      [`events/${index}/body.json`, bytes(body)],
      [`events/${index}/salt.bin`, bytes(salt)],
      [`events/${index}/event.tlog-proof`, new TextEncoder().encode(tlogProofOf(proof))],
    ]);
    const attacks = async () => {
      const trust = { policy: house.trust, stampRoots: new Map() };
      return (await verifyBundle(filesOf(files), trust)).findings.map(({ attack }) => attack);
    };
    expect(await attacks()).toEqual([]);
    files.set(`events/${index}/body.json`, bytes('e30='));
    expect(await attacks()).toEqual(['edited']);
  });

  it('is shown by a browser to begin with the ledger of a note that was kept', async () => {
    const today = (await newestProof()).note;
    const compared = await compareNote(keptNote, {
      note: async () => today,
      policy: async () => policy(),
      consistency: async (from, to) =>
        (await consistencyAnswer(house.at.db, BigInt(from), BigInt(to))).hashes,
    });
    expect(compared.outcome).toBe('grew');
  });

  it('says that all four anchors vouch for its newest checkpoint, and that nothing is open', async () => {
    const { anchors, notStored, notWitnessed } = await getLedgerAnchors(viewer());
    expect(anchors.map(({ kind, failingSince }) => [kind, failingSince])).toEqual([
      ['store', null],
      ['witness', null],
      ['timestamp', null],
      ['timestamp', null],
    ]);
    expect([notStored.entries, notWitnessed.entries]).toEqual(['0', '0']);
    const [newest] = (await listCheckpoints(viewer())).rows;
    expect(newest?.vouchers.map(({ size }) => size)).toEqual(Array.from({ length: 4 }, () => newest?.size));
  });

  it('says which anchor is away and what is open meanwhile, without an alarm', async () => {
    await house.witness.close();
    await record(1);
    await until('the witness is known to be away', async () => {
      const { anchors, notStored } = await getLedgerAnchors(viewer());
      return notStored.entries === '0' && anchors.some(({ failingSince }) => failingSince !== null);
    });
    const { anchors, notWitnessed } = await getLedgerAnchors(viewer());
    expect(anchors.filter(({ failingSince }) => failingSince !== null)).toMatchObject([
      { kind: 'witness', name: 'w1', alarm: false, problem: expect.any(String) },
    ]);
    expect(notWitnessed.entries).toBe('1');
    expect(await ledgerAlarm(viewer())).toEqual({ freeze: null, contradictions: [] });
  });
});
