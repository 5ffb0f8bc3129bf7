import { z } from 'zod';
import { CustodyError } from '../../../custody/custody-error.ts';
import { disposalStepUp, retentionEnd } from '../../../custody/disposal.ts';
import { minuteWords } from '../../../custody/minute-words.ts';
import type { ProposalNeeds } from '../../../custody/proposal.ts';
import type { ProposalRecord } from '../../../ports/proposal-desk.ts';
import { disposalEvent } from '../../disposal/disposal-event.ts';
import { requireDisposable } from '../../disposal/require-disposable.ts';
import { visibleItem } from '../../disposal/visible-item.ts';
import type { KindOfProposal } from '../proposal-kind.ts';
import { proposing } from '../propose.ts';

const disposeItemInput = z.strictObject({ evidenceId: z.uuid() });

/** Two approve; nobody who ever had the item in custody does. */
const needs: Omit<ProposalNeeds, 'excluded'> = {
  deciders: 2,
  roles: ['lead', 'controller'],
  oneOf: 'controller',
  proposerRoles: ['lead', 'controller'],
  stepUpMinutes: disposalStepUp,
  twoControllers: true,
  waitingDays: 7,
};

/** Deleting an item's copy after its retention. The last approval opens the disposal, which then waits for a witness. */
export const disposeItemKind: KindOfProposal<z.infer<typeof disposeItemInput>> = {
  kind: 'dispose-item',
  permission: 'disposal.propose',
  input: disposeItemInput,
  records: ['evidence.disposal-approved'],
  async prepare({ register }, actor, { evidenceId }) {
    const { incidentId, number } = await visibleItem(register.look, actor, evidenceId);
    const item = await requireDisposable(register.look, evidenceId);
    const { facts, container, blob, sha256, custodians } = item;
    const end = retentionEnd(facts)?.toISOString() ?? '';
    return {
      needs: { ...needs, excluded: [...new Set(custodians)] },
      key: item.evidenceId,
      title: `Dispose of ${facts.exhibitNumber}`,
      subject: { kind: 'evidence', id: item.evidenceId },
      subjects: [`incident:${incidentId}`, `evidence:${item.evidenceId}`],
      incidentId,
      before: { evidenceId: item.evidenceId, container, blob, sha256 },
      after: { blob: null },
      changes: [
        {
          field: `Copy of ${facts.exhibitNumber} (${number})`,
          before: `${blob} in ${container}, retention over since ${minuteWords(end)}`,
          after: null,
        },
      ],
    };
  },
  async apply(desk, proposal) {
    const { evidenceId } = disposeItemInput.parse({ evidenceId: evidenceOf(proposal) });
    const before = await requireDisposable(desk, evidenceId);
    await desk.lockIncident(before.incidentId);
    const { incidentId, facts, custodians } = await requireDisposable(desk, evidenceId); // as it is behind the lock
    requireStrangers(proposal, custodians);
    const parties = {
      proposer: nameOf(proposal.proposer),
      approvers: proposal.decisions.map(({ by }) => nameOf(by)),
    };
    const { reason } = proposal;
    const opened = await desk.openDisposal({
      evidenceId,
      incidentId,
      proposalId: proposal.id,
      reason,
      parties,
    });
    const detail = {
      disposalId: opened.id,
      number: opened.number,
      exhibitNumber: facts.exhibitNumber,
      proposal: proposal.number,
      parties,
    };
    const about = { evidenceId, incidentId, id: opened.id };
    return [disposalEvent('evidence.disposal-approved', about, reason, detail)];
  },
};

export const proposeDisposal = proposing(disposeItemKind);

/** Custody can have passed to somebody since it was proposed, whom the proposal does not exclude. */
function requireStrangers({ number, decisions }: ProposalRecord, custodians: readonly string[]): void {
  const had = decisions.find(({ by }) => custodians.includes(by.objectId));
  if (had === undefined) return;
  throw new CustodyError(
    'conflict',
    `${had.by.displayName} took custody of the item after it was proposed, so others approve. Refuse ${number}, and propose it anew.`,
  );
}

function evidenceOf({ before }: ProposalRecord): unknown {
  return (before as Readonly<Record<string, unknown>>).evidenceId;
}

function nameOf({ objectId, displayName }: { readonly objectId: string; readonly displayName: string }) {
  return { objectId, displayName };
}
