import { type TimestampQuestion, verifyTimestamp } from '../../../lib/timestamp/verify-timestamp.ts';
import {
  craftCertificate,
  craftResponse,
  data,
  nonce,
  roots,
  type StatementCraft,
  statement,
} from '../../support/craft-timestamp.ts';

const question = { stamped: { data }, nonce, roots, policies: ['2.999.1'], now: null } as const;

/** Holds a crafted answer against what it was crafted for, but for the changes. */
export function verify(token: Uint8Array, changes: Partial<TimestampQuestion> = {}) {
  return verifyTimestamp({ ...question, token, ...changes });
}

/** A whole answer whose statement is changed, and signed as it is. */
export function stating(changes: Partial<StatementCraft>): Uint8Array {
  return craftResponse({ statement: { ...statement, ...changes } });
}

/** A whole answer by an authority whose certificate is changed. */
export function certified(parts: Parameters<typeof craftCertificate>[0]): Uint8Array {
  return craftResponse({ certificate: craftCertificate(parts) });
}

/** Null for a refusal; anything else is a fault of the code and thrown on. */
export function refusal(error: unknown): null {
  if (error instanceof Error && error.name === 'LedgerError') return null;
  throw error;
}
