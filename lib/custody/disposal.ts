import type { PresenceState } from './evidence-presence.ts';
import { tagWords } from './hold-event-words.ts';
import { minuteWords } from './minute-words.ts';

/** What decides whether an item may be disposed of. */
export interface DisposalFacts {
  readonly exhibitNumber: string;
  readonly sealed: boolean;
  readonly rehearsal: boolean;
  readonly disposal: string | null; // the number of one that is on its way, or done
  readonly frozen: boolean;
  readonly presence: PresenceState | null; // of the copy, as the store said last; null: not known
  /** Of the container, by Azure's last reading; null: Azure was not read, or gives no answer. */
  readonly guard: { readonly tags: readonly string[]; readonly days: number | null } | null;
  readonly recordedTags: readonly string[]; // that should stand, and those being placed
  readonly recordedDays: number | null; // of retention that seals and acts promised; null: not known
  readonly createdOn: string | null; // of the stored copy; null: not known
  readonly openRequests: readonly string[]; // numbers
  readonly liveGrants: readonly string[];
  readonly workingCopies: readonly string[];
}

/** How old a sign-in may be for proposing, deciding and witnessing a disposal, in minutes. */
export const disposalStepUp = 15;

const dayMs = 86_400_000;

/**
 * When the retention of a copy ends: by what Azure demands or by what is on record, whichever is later. Null where its age,
 * or one of the two, is not known.
 */
export function retentionEnd({
  guard,
  recordedDays,
  createdOn,
}: {
  readonly guard: { readonly days: number | null } | null;
  readonly recordedDays: number | null;
  readonly createdOn: string | null;
}): Date | null {
  if (guard === null || recordedDays === null || createdOn === null) return null;
  return new Date(Date.parse(createdOn) + Math.max(guard.days ?? 0, recordedDays) * dayMs);
}

/** Everything that stands against disposing of an item at a moment; empty when nothing does. What is not known stands against it. */
export function whyNotDispose(facts: DisposalFacts, now: Date): readonly string[] {
  const { guard, recordedTags } = facts;
  const end = retentionEnd(facts);
  const tags = [...new Set([...(guard?.tags ?? []), ...recordedTags])];
  return [
    ...(facts.sealed && !facts.rehearsal ? [] : ['It is not sealed evidence.']),
    ...(facts.disposal === null ? [] : [`${facts.disposal} disposes of it already.`]),
    ...(facts.frozen ? ['It is frozen: its bytes are not what was sealed, which must be looked into.'] : []),
    ...(facts.presence === 'missing' ? ['Its copy is gone already, which must be looked into.'] : []),
    ...(facts.presence === 'other' ? ['Another blob lies in its place, which must be looked into.'] : []),
    ...(guard === null ? ['Azure does not say what guards it.'] : []),
    ...(tags.length === 0 ? [] : [`It is under ${tagWords(tags)}.`]),
    ...(end === null ? ['The age of its copy or its retention is not known.'] : []),
    ...(end !== null && end > now ? [`Its retention runs until ${minuteWords(end.toISOString())}.`] : []),
    ...open('An access request is open', facts.openRequests),
    ...open('A grant is live', facts.liveGrants),
    ...open('A working copy of it exists', facts.workingCopies),
  ];
}

/** What a witness signs for. */
export function witnessStatement(of: { readonly exhibitNumber: string; readonly sha256: string }): string {
  return `I have seen that ${of.exhibitNumber} (SHA-256 ${of.sha256}) is what was approved for disposal, I had no part in its custody, and as its witness I let it be deleted.`;
}

function open(what: string, numbers: readonly string[]): readonly string[] {
  return numbers.length === 0 ? [] : [`${what}: ${numbers.join(', ')}.`];
}
