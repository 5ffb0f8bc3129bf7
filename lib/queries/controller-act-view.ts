import { recordedEventOf } from '../custody/recorded-event.ts';
import type { Viewer } from './viewer.ts';

/** What is left for a controller's own account to do after a proposal was confirmed. */
export interface ControllerActView {
  readonly waits: boolean;
  readonly may: boolean; // this viewer: a controller who proposed or confirmed it
  readonly lastProblem: string | null; // of the newest try, if it failed
}

interface Confirmed {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly state: string;
  readonly subjectId: string;
  readonly proposedBy: string;
  readonly decisions: readonly { readonly deciderObjectId: string }[];
}

/** Null where nothing waits, nor ever waited, for a controller. In: a proposal that the viewer may see. */
export async function controllerActView(
  { db, actor }: Viewer,
  proposal: Confirmed,
): Promise<ControllerActView | null> {
  if (proposal.kind !== 'lift-hold' || proposal.state !== 'confirmed') return null;
  const [act, tries] = await Promise.all([
    db.guardAct.findFirst({
      where: { kind: 'clear-hold', caseReference: proposal.number, state: 'waits-for-controller' },
      select: { id: true },
    }),
    db.custodyEvent.findMany({
      where: {
        stream: proposal.subjectId,
        type: { in: ['control.act-begun', 'control.act-done', 'control.act-failed'] },
      },
      orderBy: { n: 'desc' },
      take: 20,
      select: { body: true },
    }),
  ]);
  const parties = [proposal.proposedBy, ...proposal.decisions.map(({ deciderObjectId }) => deciderObjectId)];
  return {
    waits: act !== null,
    may: act !== null && actor.roles.includes('controller') && parties.includes(actor.objectId),
    lastProblem: newestProblem(tries, proposal.id),
  };
}

function newestProblem(
  rows: readonly { readonly body: Uint8Array | null }[],
  proposalId: string,
): string | null {
  for (const { body } of rows) {
    const event = recordedEventOf(body);
    if (event === null || !('proposalId' in event.detail) || event.detail.proposalId !== proposalId) continue;
    return event.type === 'control.act-failed' ? event.detail.problem : null;
  }
  return null;
}
