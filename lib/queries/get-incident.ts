import type { Machine, MachineDisk } from '../custody/machine.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import { removedNoteTexts } from './note-texts.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface IncidentView {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly status: 'open' | 'closed';
  readonly source: string;
  readonly sourceStatus: string | null;
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly webUrl: string | null;
  readonly container: string;
  readonly openedAt: string;
  readonly syncedAt: string | null;
  readonly closedAt: string | null;
  readonly alerts: readonly AlertView[];
  readonly machines: readonly MachineView[];
  readonly devices: readonly DeviceView[];
  readonly notes: readonly NoteView[];
  readonly counts: {
    readonly evidence: number;
    readonly sealed: number;
    readonly missing: number;
    readonly events: number;
  };
  readonly may: { readonly acquire: boolean; readonly change: boolean; readonly seeDevices: boolean };
}

export interface AlertView {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly category: string | null;
  readonly description: string | null;
  readonly firstActivityAt: string | null;
  readonly createdAt: string;
}

export interface MachineView {
  readonly id: string;
  readonly name: string;
  readonly resourceId: string;
  readonly osName: string | null;
  readonly region: string | null;
  readonly powerState: string | null;
  readonly disks: readonly MachineDisk[] | null; // null: Azure was not asked yet, or refused
  readonly readAt: string | null;
  readonly readError: string | null;
  readonly sealed: number;
  readonly missing: number; // sealed, and no longer in the store
  readonly running: number;
  readonly failed: number; // wait for a person
}

export interface DeviceView {
  readonly id: string;
  readonly name: string;
  readonly deviceId: string;
  readonly osPlatform: string | null;
  readonly health: string | null;
  readonly vmResourceId: string | null;
  readonly evidence: number; // items that came from it
}

export interface NoteView {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly createdAt: string;
}

/** One incident with everything its page shows. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getIncident(viewer: Viewer, incidentId: string): Promise<IncidentView> {
  requirePermission(viewer.actor, 'incident.read');
  const id = requireId(incidentId);
  const row = await viewer.db.incident.findFirst({
    where: { AND: [{ id }, visibleIncidentWhere(viewer.actor)] },
    include: {
      alerts: { orderBy: { createdAt: 'desc' } },
      machines: { orderBy: { name: 'asc' } },
      devices: { orderBy: { name: 'asc' } },
      notes: { orderBy: { createdAt: 'desc' } },
      acquisitions: {
        select: {
          machineResourceId: true,
          state: true,
          evidence: { select: { state: true, presence: { select: { state: true } } } },
        },
      },
    },
  });
  if (row === null) throw notFound();
  const [events, removedTexts] = await Promise.all([
    viewer.db.custodyEvent.count({ where: { incidentId: id } }),
    removedNoteTexts(viewer, id),
  ]);
  const of = (resourceId: string) =>
    row.acquisitions.filter((one) => one.machineResourceId.toLowerCase() === resourceId.toLowerCase());
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    severity: row.severity,
    status: row.status === 'closed' ? 'closed' : 'open',
    source: row.source,
    sourceStatus: row.sourceStatus,
    classification: row.classification,
    assignedTo: row.assignedTo,
    webUrl: row.webUrl,
    container: row.container,
    openedAt: row.openedAt.toISOString(),
    syncedAt: row.syncedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    alerts: row.alerts.map((alert) => ({
      id: alert.id,
      title: alert.title,
      severity: alert.severity,
      category: alert.category,
      description: alert.description,
      firstActivityAt: alert.firstActivityAt?.toISOString() ?? null,
      createdAt: alert.createdAt.toISOString(),
    })),
    machines: row.machines.map((machine) => {
      const facts = machine.facts as unknown as Machine | null;
      const taken = of(machine.resourceId);
      return {
        id: machine.id,
        name: machine.name,
        resourceId: machine.resourceId,
        osName: facts?.osName ?? facts?.osType ?? null,
        region: facts?.region ?? null,
        powerState: facts?.powerState ?? null,
        disks: facts?.disks ?? null,
        readAt: machine.readAt?.toISOString() ?? null,
        readError: machine.readError,
        sealed: taken.filter(({ evidence }) => isStored(evidence)).length,
        missing: taken.filter(({ evidence }) => isMissing(evidence)).length,
        running: taken.filter((one) => one.state === 'running' || one.state === 'cancelling').length,
        failed: taken.filter((one) => one.state === 'failed').length,
      };
    }),
    devices: row.devices.map(({ id: rowId, name, deviceId, osPlatform, health, vmResourceId }) => ({
      id: rowId,
      ...{ name, deviceId, osPlatform, health, vmResourceId },
      evidence: of(`defender:${deviceId}`).length,
    })),
    notes: row.notes.map((note) => ({
      id: note.id,
      author: note.authorName,
      text: removedTexts.get(note.id) ?? (note.text === '' ? 'erased by decision' : note.text),
      createdAt: note.createdAt.toISOString(),
    })),
    counts: {
      evidence: row.acquisitions.length,
      sealed: row.acquisitions.filter(({ evidence }) => isStored(evidence)).length,
      missing: row.acquisitions.filter(({ evidence }) => isMissing(evidence)).length,
      events,
    },
    may: {
      acquire: mayDo(viewer.actor.roles, 'acquisition.request'),
      change: mayDo(viewer.actor.roles, 'incident.close'),
      seeDevices: mayDo(viewer.actor.roles, 'device.read'),
    },
  };
}

interface CountedItem {
  readonly state: string;
  readonly presence: { readonly state: string | null } | null;
}

/** Sealed, and the store was last seen to have it; what is recorded of each item is judged where it is listed. */
function isStored(item: CountedItem): boolean {
  return item.state === 'sealed' && !isMissing(item);
}

function isMissing({ presence }: CountedItem): boolean {
  return presence?.state === 'missing' || presence?.state === 'other';
}
