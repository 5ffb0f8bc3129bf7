import { checkSignature, type PolicyKey, policyKeys } from './keys.ts';
import type { Note } from './note.ts';
import type { Step } from './step.ts';

/** What the keys of a policy say of a note. `signed`: every key of that log signed it; null: that cannot be told here. */
export interface NoteJudgement {
  readonly signed: boolean | null;
  readonly steps: readonly Step[];
}

/** Every key of the log must have signed, one wrong line spoils it; witnesses are told one by one. */
export async function judgeNote(note: Note, policy: string): Promise<NoteJudgement> {
  const keys = (await policyKeys(policy)).filter((key) => key.of === 'witness' || key.name === note.origin);
  const logs = await Promise.all(keys.filter(({ of }) => of === 'log').map((key) => logStep(note, key)));
  const witnesses = await Promise.all(
    keys.filter(({ of }) => of === 'witness').map((key) => witnessStep(note, key)),
  );
  const steps = [...logs, ...witnesses];
  if (logs.length === 0) return { signed: false, steps: [unknownLog(note), ...witnesses] };
  if (steps.some(({ outcome }) => outcome === 'failed')) return { signed: false, steps };
  return { signed: logs.every(({ outcome }) => outcome === 'held') ? true : null, steps };
}

function unknownLog(note: Note): Step {
  return { title: 'Signature', outcome: 'failed', words: `The trust policy knows no log ${note.origin}.` };
}

async function logStep(note: Note, key: PolicyKey): Promise<Step> {
  const checked = await checkSignature(note, key);
  const title = key.kind === 'ed25519' ? 'Signature, Ed25519' : 'Signature, ECDSA P-256';
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
      return { title, outcome: 'failed', words: 'This signature of the log is missing. Both are demanded.' };
    case 'unsupported':
      return { title, outcome: 'unknown', words: 'This browser cannot check signatures of this kind.' };
  }
}

async function witnessStep(note: Note, key: PolicyKey): Promise<Step> {
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
