import { timestampOf } from '../ledger/entry-time.ts';
import type { Finding } from '../ledger/finding.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { Certificate } from '../timestamp/certificate.ts';
import { verifyTimestamp } from '../timestamp/verify-timestamp.ts';
import type { AnchoredNote } from './anchored-copy.ts';

const clockToleranceMs = 60_000;

/**
 * One time stamp over one anchored note: it must hold, and no entry may claim to be younger than it. In: the roots
 * of the authority, null if nobody gave any; the newest time that an entry up to this checkpoint bears, in microseconds
 * since 1970.
 */
export async function checkStamp(
  { size, note }: AnchoredNote,
  { by, token }: AnchoredNote['stamps'][number],
  roots: readonly Certificate[] | null,
  newestTime: number,
): Promise<Finding | null> {
  const where = `time stamp ${by} of checkpoint ${size}`;
  const proof = [Buffer.from(note).toString('utf8'), Buffer.from(token).toString('base64')];
  if (roots === null)
    return { attack: 'unproven', where, words: 'No roots of this authority were given.', proof };
  try {
    const facts = await verifyTimestamp({
      token,
      stamped: { data: note },
      nonce: null,
      roots,
      policies: null,
      now: null,
    });
    const latest = facts.genTime.getTime() + (facts.accuracyMs ?? 0) + clockToleranceMs;
    if (Math.floor(newestTime / 1000) <= latest) return null;
    const words = `It was stamped at ${facts.genTime.toISOString()}, and holds an entry that bears ${timestampOf(newestTime)}.`;
    return { attack: 'clock-set-back', where, words, proof };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { attack: 'damage', where, words: error.message, proof };
  }
}
