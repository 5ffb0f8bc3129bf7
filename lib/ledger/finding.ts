/**
 * What somebody must have done for a check to fail, in the names of this folder's README §8. `damage`: bytes that
 * nobody gains by, a lost disk as likely as a hand. `unproven`: nothing is wrong, but nothing vouches either.
 */
export type Attack =
  | 'edited' // T1
  | 'deleted' // T2
  | 'inserted' // T3
  | 'reordered' // T4
  | 'truncated' // T5
  | 'rolled-back' // T6
  | 'split-view' // T7
  | 'clock-set-back' // T8
  | 'rewritten' // T9: a second history under the log's own signature
  | 'unknown-signer' // nothing shows that the log made it: its name or its keys are not in the policy
  | 'retired-key' // T15: a checkpoint from behind the end of its key
  | 'omitted' // T11
  | 'verifier-state-forged' // T12
  | 'anchor-removed' // T14
  | 'witness-rolled-back' // T15: not the log, but who vouches for it
  | 'row-changed' // T15: in a table beside the ledger
  | 'row-removed' // T15
  | 'row-invented' // T15
  | 'damage'
  | 'unproven';

/** One failed check: what it shows, where, in words, and everything a third party needs to see it too. */
export interface Finding {
  readonly attack: Attack;
  readonly where: string; // "entry 617", "checkpoint 1000"
  readonly words: string; // one sentence
  readonly proof: readonly string[]; // signed notes and missing or failing proofs, verbatim
}

/** The words a report puts before a finding. */
export const attackWords: Readonly<Record<Attack, string>> = {
  edited: 'An entry was changed after it was recorded (T1)',
  deleted: 'An entry was removed (T2)',
  inserted: 'An entry was put in later (T3)',
  reordered: 'Entries stand in another order (T4)',
  truncated: 'The newest entries are gone (T5)',
  'rolled-back': 'The ledger was set back to an earlier state and went on from there (T6)',
  'split-view': 'Two different histories were shown (T7)',
  'clock-set-back': 'Time runs backwards (T8)',
  rewritten: 'A second history was signed with the ledger’s own key (T9)',
  'unknown-signer': 'Signed by nobody whom the trust policy names',
  'retired-key': 'A key that the log had retired signed it (T15)',
  omitted: 'Events of a stream were left out (T11)',
  'verifier-state-forged': 'What the database says of its own tree is not so (T12)',
  'anchor-removed': 'An anchor is missing (T14)',
  'witness-rolled-back': 'A witness forgot what it had cosigned (T15)',
  'row-changed': 'A row beside the ledger is not what was recorded (T15)',
  'row-removed': 'A row beside the ledger was removed (T15)',
  'row-invented': 'A row beside the ledger was put in without a record (T15)',
  damage: 'Bytes are damaged',
  unproven: 'Nothing vouches for this',
};
