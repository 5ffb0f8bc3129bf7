import { changeWords } from './change-words.ts';
import type { EventWords } from './event-tone.ts';
import type { ProposalEventShapes } from './proposal-event.ts';

type ProposalFact = {
  [K in keyof ProposalEventShapes]: { readonly type: K; readonly detail: ProposalEventShapes[K] };
}[keyof ProposalEventShapes];

/** The words of a fact of a proposal, for the timeline of what it is about. */
export function proposalEventWords({ type, detail }: ProposalFact): EventWords {
  const what = `${detail.number}, ${detail.title}`;
  switch (type) {
    case 'proposal.proposed':
      return { title: 'Proposed', tone: 'began', sentence: `${what}: ${changeWords(detail.changes)}` };
    case 'proposal.confirmed':
      return {
        title: 'Proposal confirmed',
        tone: detail.confirmations >= detail.needed ? 'good' : 'step',
        sentence: `${what}: ${detail.confirmations} of ${detail.needed}${remark(detail.comment)}`,
      };
    case 'proposal.refused':
      return { title: 'Proposal refused', tone: 'bad', sentence: `${what}${remark(detail.comment)}` };
    case 'proposal.withdrawn':
      return { title: 'Proposal withdrawn', tone: 'step', sentence: what };
    case 'proposal.expired':
      return {
        title: 'Proposal expired',
        tone: 'bad',
        sentence: `${what}, with ${detail.confirmations} of ${detail.needed} confirmations`,
      };
    case 'control.act-begun':
      return {
        title: 'Controller acts',
        tone: 'began',
        sentence: `${what}, with their own account in Azure`,
      };
    case 'control.act-done':
      return {
        title: 'Controller’s act done',
        tone: 'good',
        sentence: `${what}; ${detail.left.length === 0 ? 'no hold is left' : `left: ${detail.left.join(', ')}`}`,
      };
    case 'control.act-failed':
      return { title: 'Controller’s act failed', tone: 'bad', sentence: `${what}: ${detail.problem}` };
    case 'control.changed':
      return {
        title: 'Control changed',
        tone: 'good',
        sentence: `${what}, version ${detail.version}: ${changeWords(detail.changes)}`,
      };
    default:
      return type satisfies never;
  }
}

function remark(comment: string | null): string {
  return comment === null ? '' : `; “${comment}”`;
}
