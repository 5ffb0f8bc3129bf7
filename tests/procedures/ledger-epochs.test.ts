import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidV7 } from '../../lib/adapters/prisma/uuid-v7.ts';
import type { EarlierEpoch } from '../../lib/fsck/ledger-parts.ts';
import { openStatement, statementPath } from '../../lib/ledger/epoch-statement.ts';
import { withLogKeys } from '../../lib/ledger/extend-policy.ts';
import { originOfEpoch } from '../../lib/ledger/log-epoch.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey } from '../../lib/ledger/verifier-key.ts';
import { recordEpoch } from '../../lib/procedures/ledger/open-epoch.ts';
import { type EpochTurn, openEpoch } from '../../lib/recover/open-epoch.ts';
import { type AnchorFiles, anchorFiles } from '../support/anchor-files.ts';
import { type AnchoredLedger, anchoredLedger, keyOfEpoch } from '../support/anchored-ledger.ts';
import { analyst, denied } from '../support/facts.ts';
import { fsckOf, type Insider, insider } from '../support/insider.ts';

const signal = new AbortController().signal;
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
let policy: TrustPolicy; // of the verifiers
let lostTo: bigint;

beforeAll(async () => {
  house = await anchoredLedger();
  hand = insider(house);
  policy = house.trust;
  house.start();
  await record(6);
  expect(await house.untilAnchored()).toBe(6n);
  await record(4);
  lostTo = await house.untilAnchored();
  expect(lostTo).toBe(10n);
  await house.stop();
  [anchors, nextAnchors] = [await anchorFiles(house.store), await anchorFiles()];
}, 180_000);
afterAll(async () => await house?.close());

async function record(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await house.at.register.record(analyst, ['access.denied'], async () => ({
      events: [denied(`person-${i % 3}`, `${i}`)],
      result: null,
    }));
  }
}

const next = () => originOfEpoch(house.origin, 2);
const earlier = (): readonly EarlierEpoch[] => [{ origin: house.origin, store: anchors }];
const fsckNow = () =>
  fsckOf(house, { origin: next(), store: nextAnchors, trust: policy, earlier: earlier() });

/** As `holdfast recover --new-epoch` does; `changed` breaks it off somewhere. */
async function turnOver(changed: (turn: EpochTurn) => Partial<EpochTurn> = () => ({})) {
  const app = new Client({ connectionString: house.at.appUrl });
  const sequencer = new Client({ connectionString: house.at.sequencerUrl });
  await Promise.all([app.connect(), sequencer.connect()]);
  const turn: EpochTurn = {
    ending: { ...house, store: anchors },
    next: { origin: next(), store: nextAnchors },
    database: { app, sequencer, origin: house.origin },
    signersOf: (origin) => house.signersOf(origin),
    newId: uuidV7,
    record: (detail) => recordEpoch(house.at.register, detail),
    trustKeys: async (vkeys) => {
      policy = parseTrustPolicy(withLogKeys(policyText(), vkeys));
      return policy;
    },
  };
  try {
    return await openEpoch({ ...turn, ...changed(turn) }, decision, signal);
  } finally {
    await Promise.all([app.end(), sequencer.end()]);
  }
}

function policyText(): string {
  const witnesses = Array.from(
    policy.witnesses,
    ([name, { key, url }]) => `witness ${name} ${encodeVerifierKey(key)} ${url}`,
  );
  return [...policy.logs.map((key) => `log ${encodeVerifierKey(key)}`), ...witnesses, 'quorum w1\n'].join(
    '\n',
  );
}

/** Entries from 8 on: gone from the tree, the register and the anchors; what speaks of them is left lying about. */
async function cutOff(): Promise<void> {
  const entries = await hand.entries();
  await house.at.asAdmin('create table kept_stream as select * from ledger_stream');
  await hand.rewrite(entries.slice(0, 8));
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
    await record(2); // waits, and names leaves that are nowhere
    const statement = await turnOver();
    expect(statement).toMatchObject({ origin: next(), carried: '8', ...decision });
    expect(statement.lost).toContainEqual(
      expect.objectContaining({ heldBy: 'the witness w1', size: '10', is: 'longer' }),
    );
    const note = Buffer.from(nextAnchors.files.get(statementPath) ?? []).toString('utf8');
    expect(openStatement(note, policy)).toEqual(statement);
    expect(policy.logs.map(encodeVerifierKey)).toContain(
      keyOfEpoch((await house.signers())[0]?.verifierKey ?? '', 2),
    );
  });

  it('goes on with what was left, signed, anchored and cosigned under its own name', async () => {
    house.start({ origin: next(), store: nextAnchors, trust: policy });
    await record(3);
    setTimeout(async () => {
      for (const t of [
        'ledger_head',
        'ledger_pending',
        'ledger_checkpoint',
        'ledger_anchor',
        'ledger_anchor_state',
        'ledger_freeze',
        'ledger_patrol',
      ])
        console.log(
          t,
          JSON.stringify(
            await house.at.asAdmin(`select to_jsonb(t) - 'receipt' - 'entry' - 'frontier' as r from ${t} t`),
          ),
        );
      console.log(
        JSON.stringify(await house.at.asAdmin('select stream,n,type from custody_event order by id')),
      );
    }, 8000);
    const size = await house.untilAnchored();
    await house.stop();
    const newest = Buffer.from(
      nextAnchors.files.get(`checkpoints/${`${size}`.padStart(20, '0')}.note`) ?? [],
    ).toString('utf8');
    expect(newest.split('\n')[0]).toBe(next());
    const report = await fsckNow();
    expect(report.findings).toEqual([]);
    expect(report.witnessedUpTo).toBe(size);
  });
});
