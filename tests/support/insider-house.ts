import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { FsckReport } from '../../lib/fsck/fsck-ledger.ts';
import { commitBody, type LedgerEntry } from '../../lib/ledger/ledger-entry.ts';
import { integratePending } from '../../lib/worker/integrate-pending.ts';
import { type AnchoredLedger, anchoredLedger } from './anchored-ledger.ts';
import { type Insider, insider } from './insider.ts';
import { recordDenials } from './record-denials.ts';
import { withClient } from './with-client.ts';

/** Twelve entries, anchored and witnessed at 4, 8 and 12; then everything stops, and the insider has time. */
export interface InsiderHouse {
  readonly house: AnchoredLedger;
  readonly hand: Insider; // with the dumps `older`, of 8 entries, and `whole`
  /** Records so many events, which nobody integrates. */
  record(count: number, word: string): Promise<void>;
  /** Works as the sequencer, with nobody standing before it. */
  asSequencer(work: (client: Client) => Promise<void>): Promise<void>;
  /** Everything that waits goes into the tree, unsigned. */
  integrate(): Promise<void>;
  /** The entry with another event behind it, told in the register too. */
  withOtherBody(entry: LedgerEntry, to?: string): Promise<LedgerEntry>;
}

export async function insiderHouse(): Promise<InsiderHouse> {
  const house = await anchoredLedger();
  const hand = insider(house);
  const record = (count: number, word: string) => recordDenials(house, count, (i) => `${word}, ${i}`);
  for (const round of [0, 1, 2]) {
    house.start();
    await record(4, `round ${round}`);
    const anchored = await house.untilAnchored();
    if (anchored !== BigInt(4 * (round + 1))) throw new Error(`${anchored} entries are anchored`);
    await house.stop();
    if (round === 1) await hand.dump('older');
  }
  await hand.dump('whole');
  const asSequencer: InsiderHouse['asSequencer'] = (work) => withClient(house.at.sequencerUrl, work);
  return {
    house,
    hand,
    record,
    asSequencer,
    integrate: () =>
      asSequencer(async (client) => {
        while ((await integratePending(client, house.origin)).more);
      }),
    async withOtherBody(entry, to) {
      const where = 'where id = $1';
      const [row] = await house.at.asAdmin<{ body: Buffer }>(`select body from custody_event ${where}`, [
        entry.id,
      ]);
      const body = Buffer.from(to ?? String(row?.body).replace('round', 'other'));
      const salt = randomBytes(32);
      await hand.sql(`update custody_event set body = $2, salt = $3 ${where}`, [entry.id, body, salt]);
      return { ...entry, c: commitBody(salt, body) };
    },
  };
}

/** What was found, as "attack @ place". */
export function short({ findings }: FsckReport): readonly string[] {
  return findings.map(({ attack, where }) => `${attack} @ ${where}`);
}
