import { CustodyError } from '../../custody/custody-error.ts';
import type { RecordedChange } from '../../custody/recorded-change.ts';

/** The changes themselves. Throws `invalid-input` for a proposal that would change nothing. */
export function requireChange(changes: readonly RecordedChange[]): readonly RecordedChange[] {
  if (changes.length > 0) return changes;
  throw new CustodyError('invalid-input', 'This is what is in force already: there is nothing to propose.');
}
