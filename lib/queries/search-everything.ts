import { type EvidenceSource, sourceNames } from '../custody/evidence-source.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface SearchHit {
  readonly kind: 'Incident' | 'Machine' | 'Evidence' | 'Acquisition' | 'Ledger entry';
  readonly title: string;
  readonly detail: string;
  readonly href: string;
}

const mostOfAKind = 6;
const longestText = 200;

/**
 * Whatever the viewer may see that answers to `text`: incidents by title and number, machines by name, evidence and
 * acquisitions by exhibit number, disk, SHA-256 or incident, ledger entries by number. At most six of a kind, newest
 * first; empty below two characters, except for a ledger number. Throws `forbidden`.
 */
export async function searchEverything(viewer: Viewer, text: string): Promise<readonly SearchHit[]> {
  requirePermission(viewer.actor, 'incident.list');
  const wanted = text.trim().slice(0, longestText);
  if (wanted.length < 2) return await ledgerHits(viewer, wanted);
  const kinds = await Promise.all([
    ledgerHits(viewer, wanted),
    incidentHits(viewer, wanted),
    machineHits(viewer, wanted),
    evidenceHits(viewer, wanted),
  ]);
  return kinds.flat();
}

async function incidentHits(viewer: Viewer, wanted: string): Promise<readonly SearchHit[]> {
  const rows = await viewer.db.incident.findMany({
    where: {
      AND: [
        visibleIncidentWhere(viewer.actor),
        { OR: [{ title: containing(wanted) }, { number: containing(wanted) }] },
      ],
    },
    orderBy: { updatedAt: 'desc' },
    take: mostOfAKind,
    select: { id: true, number: true, title: true },
  });
  return rows.map(({ id, number, title }) => ({
    kind: 'Incident',
    title,
    detail: number,
    href: `/incidents/${id}`,
  }));
}

async function machineHits(viewer: Viewer, wanted: string): Promise<readonly SearchHit[]> {
  const rows = await viewer.db.incidentMachine.findMany({
    where: { incident: visibleIncidentWhere(viewer.actor), name: containing(wanted) },
    orderBy: { incident: { updatedAt: 'desc' } },
    take: mostOfAKind,
    select: { name: true, incident: { select: { id: true, number: true, title: true } } },
  });
  return rows.map(({ name, incident }) => ({
    kind: 'Machine',
    title: name,
    detail: `${incident.number} · ${incident.title}`,
    href: `/incidents/${incident.id}`,
  }));
}

async function evidenceHits(viewer: Viewer, wanted: string): Promise<readonly SearchHit[]> {
  const rows = await viewer.db.evidenceItem.findMany({
    where: {
      incident: visibleIncidentWhere(viewer.actor),
      OR: [
        { exhibitNumber: containing(wanted) },
        { description: containing(wanted) },
        { sha256: { startsWith: wanted.toLowerCase().replaceAll(/\s/g, '') } },
        { incident: { OR: [{ number: containing(wanted) }, { title: containing(wanted) }] } },
      ],
    },
    orderBy: { createdAt: 'desc' },
    take: mostOfAKind,
    select: { id: true, exhibitNumber: true, source: true, acquisition: { select: { id: true } } },
  });
  const mayReadAcquisitions = mayDo(viewer.actor.roles, 'acquisition.read');
  return rows.flatMap(({ id, exhibitNumber, source, acquisition }): SearchHit[] => {
    const { machine, part } = sourceNames(source as unknown as EvidenceSource);
    const found = { title: exhibitNumber, detail: `${machine} · ${part}` };
    const item: SearchHit = { kind: 'Evidence', ...found, href: `/evidence/${id}` };
    if (acquisition === null || !mayReadAcquisitions) return [item];
    return [item, { kind: 'Acquisition', ...found, href: `/acquisitions/${acquisition.id}` }];
  });
}

async function ledgerHits(viewer: Viewer, wanted: string): Promise<readonly SearchHit[]> {
  const number = /^#?(\d{1,18})$/.exec(wanted)?.[1];
  if (number === undefined || !mayDo(viewer.actor.roles, 'ledger.read')) return [];
  const entry = await viewer.db.ledgerEntry.findUnique({
    where: { idx: BigInt(number) },
    select: { idx: true },
  });
  if (entry === null) return [];
  return [
    { kind: 'Ledger entry', title: `#${entry.idx}`, detail: 'in the ledger', href: `/ledger/${entry.idx}` },
  ];
}

function containing(text: string) {
  return { contains: text, mode: 'insensitive' } as const;
}
