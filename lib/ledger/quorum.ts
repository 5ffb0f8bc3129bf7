/** A witness, or at least `threshold` of the members. `none` is a threshold of zero. */
export type Quorum =
  | { readonly witness: string }
  | { readonly threshold: number; readonly members: readonly Quorum[] };

/** Whether these witnesses (names of the policy) suffice. */
export function isQuorum(quorum: Quorum, cosigned: ReadonlySet<string>): boolean {
  if ('witness' in quorum) return cosigned.has(quorum.witness);
  return quorum.members.filter((member) => isQuorum(member, cosigned)).length >= quorum.threshold;
}

/** What the quorum asks for, in words: "w1", "2 of w1, w2, (1 of w3, w4)", "no witness". */
export function quorumWords(quorum: Quorum): string {
  if ('witness' in quorum) return quorum.witness;
  if (quorum.threshold === 0) return 'no witness';
  const members = quorum.members.map((one) => ('witness' in one ? one.witness : `(${quorumWords(one)})`));
  return `${quorum.threshold} of ${members.join(', ')}`;
}
