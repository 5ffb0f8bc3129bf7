import { keysInForce } from '../../../lib/ledger/keys-in-force.ts';
import { LedgerError } from '../../../lib/ledger/ledger-error.ts';
import type { Policy } from '../../../lib/ledger/policy-text.ts';
import { isQuorum, quorumWords } from '../../../lib/ledger/quorum.ts';
import { type BrowserKey, checkSignature, readPolicy } from './keys.ts';
import type { Note } from './note.ts';
import type { Step } from './step.ts';

/** What the keys of a policy say of a note. */
export interface NoteJudgement {
  readonly signed: boolean | null; // by every key of the log that was in force; null: that cannot be told here
  readonly partly: boolean; // by one of those keys and not by another: as before the log had two keys
  readonly quorum: boolean; // enough witnesses of the policy are seen to have cosigned it
  readonly steps: readonly Step[];
}

/**
 * Every key of the log that was in force at the note's size must have signed; one wrong line spoils it. Witnesses are
 * told one by one, then whether they suffice. A policy that is none is believed in nothing.
 */
export async function judgeNote(note: Note, policyText: string): Promise<NoteJudgement> {
  try {
    return await judge(note, await readPolicy(policyText));
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const step: Step = { title: 'Trust policy', outcome: 'failed', words: error.message };
    return { signed: false, partly: false, quorum: false, steps: [step] };
  }
}

async function judge(note: Note, policy: Policy<BrowserKey>): Promise<NoteJudgement> {
  const logs = await Promise.all(
    keysInForce(policy, note.origin, note.head.size).map((key) => logStep(note, key)),
  );
  const witnesses = await Promise.all(
    Array.from(policy.witnesses, async ([name, { key }]) => ({ name, step: await witnessStep(note, key) })),
  );
  const wrong = [...logs, ...witnesses.map(({ step }) => step)].some(({ outcome }) => outcome === 'failed');
  const right = logs.filter(({ outcome }) => outcome === 'held').length;
  const missing = logs.filter(({ outcome }) => outcome === 'missing').length;
  const { quorum, step } = quorumStep(policy, witnesses);
  return {
    signed: signedOf(logs.length, right, wrong || missing > 0),
    partly: right > 0 && missing > 0 && !wrong,
    quorum,
    steps: [
      ...(logs.length === 0 ? [unknownLog(note)] : logs.map(shown)),
      ...witnesses.map((witness) => witness.step),
      step,
    ],
  };
}

function signedOf(keys: number, right: number, spoiled: boolean): boolean | null {
  if (keys === 0 || spoiled) return false;
  return right === keys ? true : null;
}

function unknownLog(note: Note): Step {
  return { title: 'Signature', outcome: 'failed', words: `The trust policy knows no log ${note.origin}.` };
}

/** A signature of the log as it was found; `missing` fails the note, and is kept apart from a wrong one. */
type LogStep = Omit<Step, 'outcome'> & { readonly outcome: Step['outcome'] | 'missing' };

function shown(step: LogStep): Step {
  return { ...step, outcome: step.outcome === 'missing' ? 'failed' : step.outcome };
}

async function logStep(note: Note, key: BrowserKey): Promise<LogStep> {
  const checked = await checkSignature(note, key);
  const title = key.algorithm === 'ed25519' ? 'Signature, Ed25519' : 'Signature, ECDSA P-256';
  switch (checked.outcome) {
    case 'right':
      return {
        title,
        outcome: 'held',
        words: `Signed with the key that the trust policy names for ${key.name}.`,
      };
    case 'wrong':
      return {
        title,
        outcome: 'failed',
        words: 'The signature is not right: the note is not what was signed.',
      };
    case 'missing':
      return { title, outcome: 'missing', words: 'This signature of the log is missing. Both are demanded.' };
    case 'unsupported':
      return { title, outcome: 'unknown', words: 'This browser cannot check signatures of this kind.' };
  }
}

async function witnessStep(note: Note, key: BrowserKey): Promise<Step> {
  const checked = await checkSignature(note, key);
  const title = `Witness ${key.name}`;
  switch (checked.outcome) {
    case 'right': {
      const at =
        checked.at === null
          ? ''
          : ` at ${checked.at.toISOString().slice(0, 19).replace('T', ' ')}Z, by its clock`;
      return { title, outcome: 'held', words: `Cosigned this tree${at}.` };
    }
    case 'wrong':
      return { title, outcome: 'failed', words: 'The line that bears its name is not its signature.' };
    case 'missing':
      return { title, outcome: 'unknown', words: 'This copy of the note bears no line of this witness.' };
    case 'unsupported':
      return { title, outcome: 'unknown', words: 'This browser cannot check signatures of this kind.' };
  }
}

/** A note may be older than its witnesses' lines, so too few of them leave it unknown and do not spoil it. */
function quorumStep(
  { quorum }: Policy<BrowserKey>,
  witnesses: readonly { readonly name: string; readonly step: Step }[],
): { readonly quorum: boolean; readonly step: Step } {
  const title = 'Quorum of witnesses';
  const cosigned = new Set(witnesses.flatMap(({ name, step }) => (step.outcome === 'held' ? [name] : [])));
  const wanted = quorumWords(quorum);
  if (isQuorum(quorum, new Set())) {
    const words = 'The trust policy asks for no witness: nobody but the log vouches.';
    return { quorum: true, step: { title, outcome: 'held', words } };
  }
  const have = cosigned.size === 0 ? 'none of them' : [...cosigned].join(', ');
  if (isQuorum(quorum, cosigned)) {
    const words = `The trust policy asks for ${wanted}; it has ${have}.`;
    return { quorum: true, step: { title, outcome: 'held', words } };
  }
  const words = `The trust policy asks for ${wanted}, and this copy of the note has ${have}.`;
  return { quorum: false, step: { title, outcome: 'unknown', words } };
}
