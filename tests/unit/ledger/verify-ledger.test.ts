import { describe, expect, it } from 'vitest';
import { leafHash } from '../../../lib/hashing/merkle-hash.ts';
import { compareCopies } from '../../../lib/ledger/compare-copies.ts';
import { decodeEntry, encodeEntry } from '../../../lib/ledger/ledger-entry.ts';
import { verifyLedger } from '../../../lib/ledger/verify-ledger.ts';
import { batches, copyOf, noteOver, smallLog, trust } from './small-log.ts';

const log = smallLog(40);
const notes = [10, 25, 40].map((size) => noteOver(log, size));
const at = (index: number) => log[index] ?? new Uint8Array();

/** The same entry with another body, chained again: the best a forger without keys can do. */
function forged(index: number): Uint8Array {
  return encodeEntry({ ...decodeEntry(at(index)), c: new Uint8Array(32) }).entry;
}

async function findingsOf(entries: readonly Uint8Array[], signed: readonly string[] = notes) {
  const { findings } = await verifyLedger(copyOf(entries, signed), trust);
  return findings.map(({ attack, where }) => `${attack} @ ${where}`);
}

describe('a copy of the log', () => {
  it('that is whole, signed and witnessed has nothing to find', async () => {
    const verdict = await verifyLedger(copyOf(log, notes), trust);
    expect(verdict).toMatchObject({ findings: [], entries: 40n, checkpoints: 3, witnessedUpTo: 40n });
  });

  it('that is empty is proven by nothing', async () => {
    expect(await findingsOf([], [])).toEqual(['unproven @ the whole log']);
  });

  it('shows an edited entry at every checkpoint behind it and where its stream goes on', async () => {
    const edited = log.with(12, forged(12));
    expect(await findingsOf(edited)).toEqual([
      'edited @ entry 15',
      'edited @ checkpoint 25',
      'edited @ checkpoint 40',
    ]);
  });

  it('shows a missing entry', async () => {
    const found = await findingsOf(log.toSpliced(12, 1));
    expect(found).toContain('omitted @ entry 14');
    expect(found).toContain('truncated @ checkpoint 40');
  });

  it('shows a second entry under one number', async () => {
    expect(await findingsOf(log.toSpliced(12, 0, at(3)))).toContain('inserted @ entry 12');
  });

  it('shows entries in another order', async () => {
    const found = await findingsOf(log.with(12, at(15)).with(15, at(12)));
    expect(found).toContain('omitted @ entry 12');
    expect(found).toContain('clock-set-back @ entry 15');
    expect(found).toContain('edited @ checkpoint 25');
  });

  it('may hold entries of different streams that overtook each other by seconds, but not by minutes', async () => {
    const swapped = log.with(12, at(13)).with(13, at(12));
    expect((await verifyLedger(copyOf(swapped, [noteOver(swapped, 40)]), trust)).findings).toEqual([]);
    const long = smallLog(400);
    const late = [...long.slice(0, 12), ...long.slice(13, 300), ...long.slice(12, 13), ...long.slice(300)];
    const { findings } = await verifyLedger(copyOf(late, [noteOver(late, 400)]), trust);
    expect(findings.some(({ attack, where }) => attack === 'clock-set-back' && where === 'entry 299')).toBe(
      true,
    );
  });

  it('shows a tail that is gone', async () => {
    expect(await findingsOf(log.slice(0, 30))).toEqual(['truncated @ checkpoint 40']);
  });

  it('shows bytes that are no entry', async () => {
    expect(await findingsOf(log.with(39, Buffer.from('{}')))).toContain('damage @ entry 39');
  });

  it('shows two roots signed for one size, with both notes as proof', async () => {
    const fork = log.with(39, forged(39));
    const second = noteOver(fork, 40);
    const { findings } = await verifyLedger(copyOf(log, [...notes, second]), trust);
    expect(findings).toContainEqual(
      expect.objectContaining({ attack: 'rewritten', proof: [notes[2], second] }),
    );
  });

  it.each(['ed25519', 'ecdsa-p256'] as const)(
    'is not believed without the log’s %s signature',
    async (without) => {
      const [found] = (await verifyLedger(copyOf(log, [noteOver(log, 40, { without })]), trust)).findings;
      expect(found?.words).toContain(`lacks the log’s ${without} signature`);
    },
  );

  it('is signed, but not witnessed, beyond the last cosigned checkpoint', async () => {
    const alone = noteOver(log, 40, { without: 'cosignature-v1' });
    const verdict = await verifyLedger(copyOf(log, [...notes.slice(0, 2), alone]), trust);
    expect(verdict).toMatchObject({ findings: [], signedUpTo: 40n, witnessedUpTo: 25n });
  });

  it('that no witness ever saw is not proven', async () => {
    const alone = noteOver(log, 40, { without: 'cosignature-v1' });
    expect(await findingsOf(log, [alone])).toEqual(['unproven @ the whole log']);
  });
});

describe('a copy held against a proven one', () => {
  const compare = async (suspect: readonly Uint8Array[]) => {
    const { findings } = await compareCopies(batches(log), batches(suspect));
    return findings.map(({ attack, where }) => `${attack} @ ${where}`);
  };
  const other = smallLog(60);

  it('may only go on behind its end', async () => {
    const difference = await compareCopies(batches(log.slice(0, 30)), batches(log));
    expect(difference).toEqual({ findings: [], common: 30n, trustedEnded: true, suspectEnded: false });
  });

  it.each([
    ['edited', 'edited @ entry 12', log.with(12, forged(12))],
    ['the last one edited', 'edited @ entry 39', log.with(39, forged(39))],
    ['deleted', 'deleted @ entry 12', log.toSpliced(12, 1)],
    ['inserted', 'inserted @ entry 12', log.toSpliced(12, 0, forged(3))],
    ['reordered', 'reordered @ entry 12', log.with(12, at(14)).with(14, at(12))],
    ['truncated', 'truncated @ entry 30', log.slice(0, 30)],
    ['emptied', 'truncated @ entry 0', []],
    ['rolled back and continued', 'rolled-back @ entry 30', [...log.slice(0, 30), ...other.slice(30)]],
    [
      'rolled back and continued for less',
      'rolled-back @ entry 30',
      [...log.slice(0, 30), ...other.slice(30, 35)],
    ],
  ])('%s is named with its place', async (_, expected, suspect) => {
    expect(await compare(suspect)).toEqual([expected]);
  });

  it('names every entry that was edited in place', async () => {
    const edited = log.with(3, forged(3)).with(20, forged(20));
    expect(await compare(edited)).toEqual(['edited @ entry 3', 'edited @ entry 20']);
  });

  it('differs in its leaves where it differs in its entries', () => {
    expect(leafHash(forged(12))).not.toEqual(leafHash(at(12)));
  });
});
