import { onItsWayOut } from '../adapters/prisma/disposal-look.ts';
import { type Custodian, currentCustodian, tellingCustody } from '../custody/current-custodian.ts';
import { type HandoverState, handoverState } from '../custody/handover.ts';
import type { NamedPerson } from '../custody/named-person.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import { knownPeople } from './known-people.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface ItemCustody {
  readonly custodian: Custodian | null;
  readonly waiting: WaitingHandover | null;
  readonly past: readonly PastHandover[]; // newest first
  /** Null: the viewer may not offer it. */
  readonly offer: { readonly inPlace: boolean; readonly to: readonly NamedPerson[] } | null;
}

export interface WaitingHandover {
  readonly id: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly purpose: string;
  readonly condition: string;
  readonly location: string;
  readonly expiresAt: string;
  readonly may: { readonly answer: boolean; readonly withdraw: boolean };
}

export interface PastHandover {
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly state: HandoverState;
  readonly offeredAt: string;
  readonly endedAt: string;
}

const most = 50;

/** Who has custody of an item, since when, to whom it is offered, and who had it before. Throws `forbidden` or `not-found`. */
export async function getItemCustody(viewer: Viewer, evidenceId: string): Promise<ItemCustody> {
  requirePermission(viewer.actor, 'evidence.read');
  const { objectId, roles } = viewer.actor;
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: {
      ...{ id: true, incidentId: true, state: true, rehearsal: true },
      disposals: { where: { state: { in: onItsWayOut } }, select: { id: true } },
    },
  });
  if (item === null) throw notFound();
  const [facts, handovers] = await Promise.all([
    viewer.db.custodyEvent.findMany({
      where: { stream: item.id, type: { in: tellingCustody } },
      orderBy: { n: 'asc' },
      select: { body: true },
    }),
    viewer.db.handover.findMany({
      where: { evidenceId: item.id },
      orderBy: { createdAt: 'desc' },
      take: most,
    }),
  ]);
  const custodian = currentCustodian(facts.flatMap(({ body }) => recordedEventOf(body) ?? []));
  const now = new Date();
  const open = handovers.find((one) => handoverState(one, now) === 'waiting') ?? null;
  const own = custodian?.objectId === objectId;
  const mayOffer =
    open === null &&
    custodian !== null &&
    item.state === 'sealed' &&
    item.disposals.length === 0 &&
    !item.rehearsal &&
    mayDo(roles, 'custody.hand-over') &&
    (own || roles.includes('lead'));
  return {
    custodian,
    waiting: open === null ? null : waitingOf(open, viewer),
    past: handovers
      .filter((one) => one !== open)
      .map((one) => ({
        number: one.number,
        from: one.fromName,
        to: one.toName,
        state: handoverState(one, now),
        offeredAt: one.createdAt.toISOString(),
        endedAt: (one.endedAt ?? one.expiresAt).toISOString(),
      })),
    offer: mayOffer
      ? {
          inPlace: !own,
          to: await knownPeople(viewer.db, item.incidentId, 'custody.hand-over', [
            objectId,
            custodian.objectId,
          ]),
        }
      : null,
  };
}

function waitingOf(
  row: {
    readonly id: string;
    readonly number: string;
    readonly fromName: string;
    readonly toName: string;
    readonly toObjectId: string;
    readonly offeredBy: string;
    readonly purpose: string;
    readonly condition: string;
    readonly location: string;
    readonly expiresAt: Date;
  },
  { actor }: Viewer,
): WaitingHandover {
  const { id, number, purpose, condition, location } = row;
  const may = mayDo(actor.roles, 'custody.hand-over');
  return {
    ...{ id, number, purpose, condition, location },
    from: row.fromName,
    to: row.toName,
    expiresAt: row.expiresAt.toISOString(),
    may: {
      answer: may && row.toObjectId === actor.objectId,
      withdraw: may && row.offeredBy === actor.objectId,
    },
  };
}
