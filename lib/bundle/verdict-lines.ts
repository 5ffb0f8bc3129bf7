import { findingLines } from '../ledger/finding-lines.ts';
import type { CheckStep } from './checklist.ts';
import { plainLine } from './plain-line.ts';
import type { BundleVerdict } from './verify-bundle.ts';

const marks: Readonly<Record<CheckStep['outcome'], string>> = {
  holds: 'ok  ',
  fails: 'FAIL',
  absent: ' -  ',
};

/** The verdict as lines for a terminal: the checklist, every finding with its proof, and what was not covered. */
export function verdictLines({ steps, findings, remarks }: BundleVerdict): readonly string[] {
  const lines = [
    ...steps.map(({ outcome, title, words }) => `${marks[outcome]} ${title}. ${words}`),
    '',
    ...findings.flatMap(findingLines),
    ...remarks,
    ...(remarks.length === 0 ? [] : ['']),
    verdictSentence({ steps, findings }),
  ];
  return lines.map(plainLine);
}

/** The verdict in one sentence, which promises no more than the checklist: what is not there was not looked at. */
export function verdictSentence({ steps, findings }: Pick<BundleVerdict, 'steps' | 'findings'>): string {
  if (findings.length > 0)
    return `This bundle does not hold: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`;
  const absent = steps.filter(({ outcome }) => outcome === 'absent').length;
  if (absent === 0) return 'Every check held.';
  return `Every check held; for ${absent} of ${steps.length} the bundle has nothing to look at.`;
}
