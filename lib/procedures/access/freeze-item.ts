import type { CopyDifference } from '../../custody/access-event.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { CustodyEvent, CustodyEventType } from '../../custody/custody-event.ts';
import type { SealedItem } from '../../ports/access-desk.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import { tellWatch } from '../tell-watch.ts';
import type { Spoilt } from './copy-mismatch.ts';
import { linksByUse } from './links-by-use.ts';
import { useEvent } from './use-event.ts';

export const freezeEvents = [
  'evidence.frozen',
  'access.links-revoking',
] as const satisfies readonly CustodyEventType[];

interface Finding {
  readonly item: Pick<SealedItem, 'evidenceId' | 'exhibitNumber' | 'incidentId'>;
  readonly readId: string; // of the read that found it
  readonly requestId: string | null; // under which it was read; null: it was a full read of the product's own
  readonly by: PersonActor | null; // in whose name it was read; null: by schedule
  readonly spoilt: Spoilt;
}

/**
 * Holds an item back from now on, in the transaction of what found its copy to be another: tells who watches, has its
 * links ended, and names the working copies that were made before. Out: the facts of that.
 */
export async function freezeItem(
  desk: RegisterDesk,
  finding: Finding,
): Promise<readonly CustodyEvent<(typeof freezeEvents)[number]>[]> {
  const { item, spoilt } = finding;
  await desk.lockIncident(item.incidentId); // a thaw takes it too: each sees the other
  await tellFrozen(desk, item, spoilt);
  const workingCopies = (await desk.disposable(item.evidenceId, null))?.facts.workingCopies ?? [];
  return [frozenEvent(finding, workingCopies), ...(await endItsLinks(desk, finding))];
}

/** The alarm's key, by which a thaw ends it. */
export function frozenKey({ evidenceId }: Pick<SealedItem, 'evidenceId'>): string {
  return `frozen:${evidenceId}`;
}

async function tellFrozen(
  desk: RegisterDesk,
  { evidenceId, exhibitNumber, incidentId }: Finding['item'],
  spoilt: Spoilt,
): Promise<void> {
  const incident = await desk.incident(incidentId);
  await tellWatch(
    desk,
    {
      key: frozenKey({ evidenceId }),
      level: 'error',
      title: `${exhibitNumber} is frozen: ${'index' in spoilt ? `block ${spoilt.index}` : 'its size'} is not what was sealed`,
      href: `/evidence/${evidenceId}?tab=access`,
      incidentId,
      subject: exhibitNumber,
    },
    incident?.restricted === true ? incident.memberObjectIds : null,
  );
}

function frozenEvent(
  { item: { evidenceId, incidentId }, readId, requestId, spoilt }: Finding,
  workingCopies: readonly string[],
): CustodyEvent<'evidence.frozen'> {
  return {
    type: 'evidence.frozen',
    stream: { kind: 'evidence', id: evidenceId },
    subjects: [`incident:${incidentId}`, ...(requestId === null ? [] : [`request:${requestId}`])],
    reason: null,
    authority: null,
    detail: { readId, ...differenceOf(spoilt), workingCopies },
  };
}

function differenceOf(spoilt: Spoilt): CopyDifference {
  if (!('index' in spoilt)) return { size: spoilt };
  const { index, start, end, expected, actual } = spoilt;
  return { block: { index, start, end }, expected, actual };
}

/** Azure ends the links of an account together, never one. A revocation that waits already ends these too. */
async function endItsLinks(
  desk: RegisterDesk,
  { item, by }: Finding,
): Promise<readonly CustodyEvent<'access.links-revoking'>[]> {
  const live = await desk.liveLinks();
  if (!live.some(({ evidenceId }) => evidenceId === item.evidenceId)) return [];
  if (await desk.linkRevocationWaits()) return [];
  const reason = `${item.exhibitNumber} is frozen: its bytes are not what was sealed.`;
  const { id: revocationId } = await desk.askLinkRevocation(by, reason);
  return linksByUse(live).map(({ about, ofGrant, links }) => {
    const inIncident = live.filter(({ incidentId }) => incidentId === about.incidentId);
    const grants = [...new Set(inIncident.map(({ number }) => number))];
    return useEvent(
      'access.links-revoking',
      about,
      { ...ofGrant, revocationId, linkIds: links, grants },
      reason,
    );
  });
}
