import { freezeOf } from '../adapters/prisma/freeze-look.ts';
import { accessGrantState } from '../custody/access-request.ts';
import type { PersonActor } from '../custody/actor.ts';
import type { AzureTrace } from '../custody/azure-trace.ts';
import type { EventDetail } from '../custody/custody-event.ts';
import {
  type EvidenceKind,
  type EvidenceSource,
  evidenceKind,
  sourceIds,
} from '../custody/evidence-source.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { type RecordedEvent, recordedEventOf } from '../custody/recorded-event.ts';
import { wayOut } from '../custody/way-out.ts';
import type { WorkingCopyEnd, WorkingCopyState } from '../custody/working-copy.ts';
import { type LinkView, linkView, linkWith } from './granted-links.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** How grants for an item are used past the portal. */
export interface ItemUses {
  readonly links: readonly LinkView[];
  readonly linksInAll: number;
  readonly copies: readonly CopyView[];
  readonly copiesInAll: number;
  /** What the viewer's own live grants allow, where this deployment can do it. */
  readonly may: { readonly link: boolean; readonly disk: boolean };
}

export interface CopyView {
  readonly id: string;
  readonly number: string;
  readonly name: string; // of whom it was made for
  readonly state: WorkingCopyState;
  readonly endWhy: WorkingCopyEnd | null;
  readonly machineId: string;
  readonly machine: string;
  readonly lun: number;
  readonly askedAt: string;
  readonly problem: string | null;
  readonly bytes: { readonly done: string; readonly total: string } | null;
  readonly made: MadeCopy | null;
  readonly calls: readonly AzureTrace[]; // every call to Azure of its making and its end, as recorded
  readonly namesSource: boolean; // whether any of them names the machine or the disk that the item came from
  readonly mayRemove: boolean;
}

export interface MadeCopy {
  readonly at: string;
  readonly path: 'import' | 'upload';
  readonly pathReason: string | null;
  readonly payloadSha256: string;
}

const copyFacts: readonly string[] = [
  'derivative.imported',
  'derivative.attached',
  'derivative.detached',
  'derivative.removed',
  'derivative.failed',
];
const most = 50;

/** The links and the working copies of an item, newest first, at most fifty of each. Throws `forbidden` or `not-found`. */
export async function getItemUses(viewer: Viewer, evidenceId: string): Promise<ItemUses> {
  requirePermission(viewer.actor, 'evidence.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: {
      ...{ id: true, state: true, rehearsal: true, source: true },
      _count: { select: { links: true, workingCopies: true } },
    },
  });
  if (item === null) throw notFound();
  const source = item.source as unknown as EvidenceSource;
  const kind = item.state === 'sealed' && !item.rehearsal ? evidenceKind(source) : null;
  const [links, copies, facts, may] = await Promise.all([
    viewer.db.accessLink.findMany({
      where: { evidenceId: item.id },
      orderBy: { madeAt: 'desc' },
      take: most,
      include: linkWith,
    }),
    viewer.db.workingCopy.findMany({
      where: { evidenceId: item.id },
      orderBy: { ordinal: 'desc' },
      take: most,
    }),
    recordedFacts(viewer, item.id),
    abilities(viewer, item.id, kind),
  ]);
  const now = new Date();
  return {
    links: links.map((link) => linkView(link, now)),
    linksInAll: item._count.links,
    copies: copies.map((copy) => copyView(viewer, copy, facts, source)),
    copiesInAll: item._count.workingCopies,
    may,
  };
}

async function recordedFacts({ db }: Viewer, stream: string): Promise<readonly RecordedEvent[]> {
  const rows = await db.custodyEvent.findMany({
    where: { stream, type: { in: [...copyFacts] } },
    orderBy: { n: 'asc' },
    select: { body: true },
  });
  return rows.flatMap(({ body }) => recordedEventOf(body) ?? []);
}

/** In: null for what is not sealed. What leaves inside an archive only has no link, and only a disk can be worked on as one. */
async function abilities(
  viewer: Viewer,
  evidenceId: string,
  kind: EvidenceKind | null,
): Promise<ItemUses['may']> {
  const { objectId, roles } = viewer.actor;
  if (kind === null || !mayDo(roles, 'evidence.read-content')) return { link: false, disk: false };
  const [grants, frozen] = await Promise.all([
    viewer.db.accessGrant.findMany({
      where: { granteeObjectId: objectId, request: { items: { some: { evidenceId } } } },
    }),
    freezeOf(viewer.db, evidenceId),
  ]);
  const now = new Date();
  const live = grants.filter((grant) => accessGrantState(grant, now) === 'active');
  const holds = (mode: string) => frozen === null && live.some((grant) => grant.mode === mode);
  return { link: holds('download') && !wayOut(kind).isProtected, disk: holds('disk') && kind === 'disk' };
}

type FoundCopy = Awaited<ReturnType<Viewer['db']['workingCopy']['findMany']>>[number];

function copyView(
  { actor }: Viewer,
  copy: FoundCopy,
  facts: readonly RecordedEvent[],
  source: EvidenceSource,
): CopyView {
  const own = facts.filter((fact) => copyOf(fact) === copy.id);
  const requester = copy.requester as unknown as PersonActor;
  const calls = distinctCalls(own);
  return {
    id: copy.id,
    number: copy.number,
    name: requester.displayName,
    state: copy.state as WorkingCopyState,
    endWhy: copy.endWhy as WorkingCopyEnd | null,
    machineId: copy.machineId,
    machine: copy.machineId.split('/').at(-1) ?? copy.machineId,
    lun: copy.lun,
    askedAt: copy.createdAt.toISOString(),
    problem: copy.problem,
    bytes:
      copy.bytesDone === null || copy.bytesTotal === null
        ? null
        : { done: copy.bytesDone.toString(), total: copy.bytesTotal.toString() },
    made: madeCopy(own),
    calls,
    namesSource: namesSource(calls, source),
    mayRemove:
      requester.objectId === actor.objectId &&
      copy.endWhy === null &&
      mayDo(actor.roles, 'evidence.read-content'),
  };
}

function copyOf({ detail }: RecordedEvent): string | null {
  return 'workingCopyId' in detail ? detail.workingCopyId : null;
}

function madeCopy(facts: readonly RecordedEvent[]): MadeCopy | null {
  const fact = facts.find(({ type }) => type === 'derivative.imported');
  if (fact === undefined) return null;
  const { path, pathReason, digests } = fact.detail as EventDetail<'derivative.imported'>;
  return { at: fact.occurredAt, path, pathReason, payloadSha256: digests.payloadSha256 };
}

function distinctCalls(facts: readonly RecordedEvent[]): readonly AzureTrace[] {
  const all = facts.flatMap(callsOf);
  return [...new Map(all.map((call) => [`${call.operation} ${call.target}`, call])).values()];
}

function callsOf(fact: RecordedEvent): readonly AzureTrace[] {
  switch (fact.type) {
    case 'derivative.imported':
    case 'derivative.attached':
    case 'derivative.detached':
    case 'derivative.removed':
    case 'derivative.failed':
      return fact.detail.azure;
    default:
      return [];
  }
}

/** What a call was sent to is in the record; nothing else is asked. */
function namesSource(calls: readonly AzureTrace[], source: EvidenceSource): boolean {
  const { machine, part } = sourceIds(source);
  const ids = [machine, part].flatMap((id) => id ?? []);
  return calls.some(({ target }) => ids.some((id) => target?.toLowerCase().startsWith(id) === true));
}
