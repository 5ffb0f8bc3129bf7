import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { azureDataKeyEraser, azureDataKeys } from '../../lib/adapters/azure/data-keys.ts';
import { vaultKeyWrapper } from '../../lib/adapters/azure/key-wrapper.ts';
import type { BundleFiles } from '../../lib/bundle/bundle-files.ts';
import { proofBundle } from '../../lib/bundle/proof-bundle.ts';
import { verifyBundle } from '../../lib/bundle/verify-bundle.ts';
import { checkpointText } from '../../lib/ledger/checkpoint.ts';
import { openStatement, statementPath } from '../../lib/ledger/epoch-statement.ts';
import type { LedgerEntry } from '../../lib/ledger/ledger-entry.ts';
import { originOfEpoch } from '../../lib/ledger/log-epoch.ts';
import { signNote } from '../../lib/ledger/signed-note.ts';
import type { TrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { entryProof, tlogProofOf } from '../../lib/queries/entry-proof.ts';
import type { EpochDecision } from '../../lib/recover/open-epoch.ts';
import { recoverLedger } from '../../lib/recover/recover-ledger.ts';
import type { KeyTurn, RotatedKeys } from '../../lib/recover/rotate-keys.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import { type AnchoredLedger, anchoredLedger, keyOfEpoch } from '../support/anchored-ledger.ts';
import {
  type ChangedTurn,
  diesIn,
  lostLeaf,
  newestNote,
  nowhere,
  turnEpoch,
  turnKeys,
  type VerifiersTrust,
} from '../support/epoch-turns.ts';
import { fsckOf, type Insider, insider } from '../support/insider.ts';
import { recordDenials } from '../support/record-denials.ts';

const signal = new AbortController().signal;
const system = { kind: 'system', component: 'test' } as const;
const decision = {
  why: 'Somebody cut the newest entries off, here and in the store.',
  statedBy: 'Lead 1',
  agreedBy: 'Controller 1',
  at: '2026-11-22T08:00:00Z',
};
let house: AnchoredLedger;
let hand: Insider;
let anchors: AnchorFiles; // of the first epoch, in the insider's hands
let nextAnchors: AnchorFiles;
let trust: VerifiersTrust;
let lostTo: bigint;
let statementNote: string;
let whole: readonly LedgerEntry[]; // before the end was cut off

beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
  trust = { policy: house.trust };
  house.start();
  await recordDenials(house, 6);
  expect(await house.untilAnchored()).toBe(6n);
  await recordDenials(house, 4);
  lostTo = await house.untilAnchored();
  expect(lostTo).toBe(10n);
  await house.stop();
  [anchors, nextAnchors] = [await anchorFiles(house.store), await anchorFiles()];
}, 180_000);
afterAll(async () => await house?.close());

const next = () => originOfEpoch(house.origin, 2);
const turnOver = (changed?: ChangedTurn, decided: EpochDecision = decision) =>
  turnEpoch(house, { ending: anchors, next: nextAnchors }, trust, decided, changed);
const rotate = (changed: Partial<KeyTurn> = {}) => turnKeys(house, next(), trust, changed);
const fsckNow = () =>
  fsckOf(house, {
    origin: next(),
    store: nextAnchors,
    trust: trust.policy,
    earlier: [{ origin: house.origin, store: anchors }],
  });

/** Entries from 8 on: gone from the tree, the register and the anchors; what speaks of them is left lying about. */
async function cutOff(): Promise<void> {
  whole = await hand.entries();
  await house.at.asAdmin('create table kept_stream as select * from ledger_stream');
  await hand.rewrite(whole.slice(0, 8));
  await hand.sql('delete from ledger_stream; insert into ledger_stream select * from kept_stream');
  for (const path of anchors.files.keys()) {
    if (path.includes(`${lostTo}`.padStart(20, '0')) || path.endsWith(`.p/${lostTo}`))
      anchors.files.delete(path);
  }
}

describe('an epoch', () => {
  it('does not end while nothing that was signed for is missing', async () => {
    await expect(turnOver()).rejects.toThrow('Nothing that was signed for is missing');
    expect(nextAnchors.files.size).toBe(0);
  });

  it('of which entries are gone from the database and the anchors is followed by another', async () => {
    await cutOff();
    await recordDenials(house, 2); // waits, and names leaves that are nowhere
    const killed: readonly ChangedTurn[] = [
      diesIn('trustKeys'),
      diesIn('record'),
      (turn) => ({
        record: async (detail) => {
          await turn.record(detail);
          throw new Error('killed');
        },
      }),
    ];
    for (const one of killed) await expect(turnOver(one)).rejects.toThrow('killed');
    const statement = await turnOver(undefined, { ...decision, why: 'Said once more.' });
    expect(await house.at.db.custodyEvent.count({ where: { type: 'ledger.opened' } })).toBe(1);
    expect(statement).toMatchObject({ origin: next(), carried: '8', ...decision });
    expect(statement.lost).toContainEqual(
      expect.objectContaining({ heldBy: 'the witness w1', size: '10', is: 'longer' }),
    );
    statementNote = Buffer.from(nextAnchors.files.get(statementPath) ?? []).toString('utf8');
    expect(openStatement(statementNote, trust.policy)).toEqual(statement);
    expect(trust.policy.logs.map(encodeVerifierKey)).toContain(
      keyOfEpoch((await house.signers())[0]?.verifierKey ?? '', 2),
    );
  });

  it('goes on with what was left, signed, anchored and cosigned under its own name', async () => {
    house.start({ origin: next(), store: nextAnchors, trust: trust.policy });
    await recordDenials(house, 3);
    const size = await house.untilAnchored();
    await house.stop();
    const path = `checkpoints/${`${size}`.padStart(20, '0')}.note`;
    const newest = Buffer.from(nextAnchors.files.get(path) ?? []).toString('utf8');
    expect(newest.split('\n')[0]).toBe(next());
    const report = await fsckNow();
    expect(report.findings).toEqual([]);
    expect(report.witnessedUpTo).toBe(size);
  });

  it('is named by the verifier with what is missing of it, who says so and why', async () => {
    const { remarks } = await fsckNow();
    expect(remarks.join(' ')).toContain(
      `Entries 8 to 9 of ${house.origin} are gone: the witness w1 holds its signature over 10 entries.`,
    );
    expect(remarks.join(' ')).toContain(`“${decision.why}” Stated by Lead 1, agreed by Controller 1`);
  });

  it('leaves rows whose events were lost: who reads of them is told that they may be true', async () => {
    await house.at.asAdmin(`insert into number_series values ('EV-1999', 4)`);
    const { findings } = await fsckNow();
    expect(findings).toMatchObject([
      { attack: 'row-invented', words: expect.stringContaining('lost with an earlier epoch') },
    ]);
    await house.at.asAdmin(
      `alter table number_series disable trigger all; delete from number_series where name = 'EV-1999';
       alter table number_series enable trigger all`,
    );
  });

  it('stays readable in its own anchors, and the tree of the next begins with it', async () => {
    const own = { origin: house.origin, store: anchors, trust: trust.policy };
    const old = await recoverLedger({ ...house, ...own }, nowhere, () => undefined, signal);
    expect([old.findings, old.readable]).toEqual([[], 6n]);
    expect(old.todo.join(' ')).toContain('Entries 6 to 9 were signed for');
  });

  it('has a number that was lost filled by an entry that says so', async () => {
    const lost = (await hand.entries()).filter(({ k }) => k === 'ledger.event-lost');
    expect(lost).toHaveLength(1);
    const behind = (await hand.entries()).find(
      ({ s, n }) => s === lost[0]?.s && n === (lost[0]?.n ?? 0n) + 1n,
    );
    expect(behind?.p).toEqual(lostLeaf(whole.slice(8), lost[0]?.s ?? ''));
  });

  it('is not opened a second time once it was', async () => {
    const size = (await hand.entries()).length;
    await expect(turnOver()).rejects.toThrow(`holds the log ${next()}, not ${house.origin}`);
    expect(await hand.entries()).toHaveLength(size);
  });

  it.each([
    ['took the statement away', () => nextAnchors.files.delete(statementPath), 'anchor-removed'],
    [
      'changed the statement',
      () => nextAnchors.files.set(statementPath, Buffer.from(`${statementNote}`.replace('Lead 1', 'Lead 2'))),
      'damage',
    ],
  ])('is not believed where somebody %s', async (_, act, attack) => {
    act();
    const { findings } = await fsckNow();
    expect(findings.map((found) => found.attack)).toEqual([attack]);
    nextAnchors.files.set(statementPath, Buffer.from(statementNote));
  });

  it('is not believed where somebody made the record of its beginning unreadable', async () => {
    const opening = `where type = 'ledger.opened'`;
    const { body } = await house.at.db.custodyEvent.findFirstOrThrow({ where: { type: 'ledger.opened' } });
    await hand.sql(`update custody_event set body = 'nothing' ${opening}`);
    const { findings } = await fsckNow();
    expect(findings).toMatchObject([
      { attack: 'edited', where: expect.stringContaining('event of entry') },
      { attack: 'deleted', where: `the end of ${house.origin}` },
    ]);
    await hand.sql(`update custody_event set body = $1 ${opening}`, [body]);
    expect((await fsckNow()).findings).toEqual([]);
  });
});

describe('keys of the log that were replaced', () => {
  let before: { readonly files: BundleFiles; readonly size: bigint }; // a proof from before
  let rotated: RotatedKeys;
  let outdated: TrustPolicy; // as it was before

  const going = () =>
    house.start({ origin: next(), store: nextAnchors, trust: trust.policy, trustNow: () => trust.policy });

  it('sign nothing behind the size that the policy names, and the fact is signed by them', async () => {
    const proof = await entryProof(house.at.db, 0n);
    if (proof === null) throw new Error('no proof of entry 0');
    before = { files: proofBundle(Buffer.from(tlogProofOf(proof))), size: proof.size };
    await expect(rotate({ patienceMs: 0 })).rejects.toThrow('no checkpoint was signed over it yet');
    outdated = trust.policy;
    going();
    const killed = { changePolicy: async () => Promise.reject(new Error('killed')) };
    await expect(rotate(killed)).rejects.toThrow('killed');
    rotated = await rotate();
    expect(await house.at.db.custodyEvent.count({ where: { type: 'ledger.key-rotated' } })).toBe(1);
    await recordDenials(house, 2);
    await house.stop();
    expect((await newestNote(house)).size).toBe(rotated.upTo); // the worker still held the old ones
  });

  it('are followed by their successors, which a worker finds in the vault', async () => {
    const { keys } = house.witness.witness.logs; // whoever runs the witness gives it the new ones
    if (keys instanceof Map)
      keys.set(
        next(),
        trust.policy.logs.filter(({ name }) => name === next()),
      );
    going();
    const size = await house.untilAnchored();
    await house.stop();
    expect(size).toBeGreaterThan(rotated.upTo);
    const { findings } = await fsckNow();
    expect(findings).toEqual([]);
  });

  it('keep the size at which they were retired, also where a second process read the policy before the first was done', async () => {
    expect(await rotate({ policy: outdated })).toEqual(rotated);
  });

  it('open no body whose data key was destroyed, which recovery tells as a decision, not as damage', async () => {
    const { dataKeysContainerUrl: containerUrl, clientIds, vault } = house.cloud.endpoints;
    const [target] = (await hand.entries()).filter(({ k }) => k === 'access.denied');
    if (target === undefined) throw new Error('there is no such entry');
    const dataKey = `bodies/${target.id}`;
    const detail = { eventId: target.id, dataKey, decision: 'Ordered by the court.' };
    const eraser = azureDataKeyEraser({ credential: managedIdentity(clientIds.eraser), containerUrl });
    const credential = managedIdentity(clientIds.sequencer);
    const wrapper = vaultKeyWrapper({ credential, keyId: vault.dataKeysKeyId });
    const recovered = async () => {
      const keys = azureDataKeys({ credential, containerUrl, wrapper }); // another process, with no key in memory
      const own = { origin: next(), store: nextAnchors, trust: trust.policy, keys };
      return await recoverLedger({ ...house, ...own }, nowhere, () => undefined, signal);
    };
    const about = { stream: { kind: 'system' }, subjects: [], reason: null, authority: null } as const;
    const erasure = { type: 'ledger.body-erased', ...about } as const;
    await eraser.destroy(dataKey, signal);
    expect((await recovered()).unreadable).toMatchObject([{ id: target.id }]);
    await house.at.register.record(system, ['ledger.body-erased'], async () => ({
      result: null,
      events: [{ ...erasure, detail }],
    }));
    going();
    await house.untilAnchored();
    await house.stop();
    const report = await recovered();
    expect(report.unreadable).toEqual([]);
    expect(report.erased).toMatchObject([{ id: target.id, decision: detail.decision }]);
  });

  it('still vouch for what was proven under them', async () => {
    const verdict = await verifyBundle(before.files, { policy: trust.policy, stampRoots: new Map() });
    expect(before.size).toBeLessThanOrEqual(rotated.upTo);
    expect(verdict.findings).toEqual([]);
  });

  it('are named where somebody signs with them again', async () => {
    const { size, root } = await newestNote(house);
    const text = checkpointText(next(), size + 1n, root);
    const spent = await house.signersOf(next());
    const note = signNote(text, await Promise.all(spent.map((signer) => signer.sign(text))));
    await hand.sql('insert into ledger_checkpoint (size, root, note) values ($1, $2, $3)', [
      size + 1n,
      Buffer.from(root),
      note,
    ]);
    const { findings } = await fsckNow();
    expect(findings).toMatchObject([{ attack: 'retired-key', where: `checkpoint ${size + 1n}` }]);
  });
});
