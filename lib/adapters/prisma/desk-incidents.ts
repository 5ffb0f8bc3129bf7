import type { Prisma } from '../../../prisma/generated/client.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { IncidentFacts } from '../../custody/incident-facts.ts';
import type { IncidentRecord, RegisterDesk } from '../../ports/custody-register.ts';
import type { SourceAlert, SourceIncident } from '../../ports/incident-source.ts';
import { jsonColumn } from './json-column.ts';
import { nextNumber } from './number-series.ts';
import { registerLook } from './register-look.ts';
import type { Transaction } from './transaction.ts';

type IncidentDesk = Pick<
  RegisterDesk,
  'openIncident' | 'importIncident' | 'setIncidentStatus' | 'saveMachine' | 'addNote' | 'addMember'
>;

/** The desk's drawer for incidents: write access to them, inside one transaction. */
export function incidentDesk(tx: Transaction): IncidentDesk {
  return {
    openIncident: async ({ title, severity }) => {
      const now = new Date();
      const { number, container } = await numberIncident(tx);
      const row = await tx.incident.create({
        data: {
          number,
          container,
          source: 'manual',
          title,
          severity,
          status: 'open',
          openedAt: now,
          updatedAt: now,
        },
      });
      return await incidentRecord(tx, row.id);
    },
    importIncident: (source, incident) => importIncident(tx, source, incident),
    setIncidentStatus: async (id, status) => {
      const now = new Date();
      const changed = await tx.incident.updateMany({
        where: { id },
        data: { status, closedAt: status === 'closed' ? now : null, updatedAt: now },
      });
      if (changed.count === 0) throw new CustodyError('not-found', 'There is no such incident.');
    },
    saveMachine: async (incidentId, machine) => {
      const resourceId = machine.resourceId.toLowerCase();
      const facts = {
        name: machine.name,
        facts: jsonColumn(machine),
        readAt: new Date(machine.readAt),
        readError: null,
      };
      await tx.incidentMachine.upsert({
        where: { incidentId_resourceId: { incidentId, resourceId } },
        create: { incidentId, resourceId, ...facts },
        update: facts,
      });
    },
    addNote: async (incidentId, author, text) => {
      const note = await tx.incidentNote.create({
        data: { incidentId, authorObjectId: author.objectId, authorName: author.displayName, text },
      });
      return { noteId: note.id };
    },
    addMember: async (incidentId, objectId) => {
      await tx.incidentMember.createMany({ data: [{ incidentId, objectId }], skipDuplicates: true });
    },
  };
}

async function numberIncident(
  tx: Transaction,
): Promise<{ readonly number: string; readonly container: string }> {
  const number = await nextNumber(tx, 'INC');
  return { number, container: number.toLowerCase() }; // a valid Azure container name
}

async function importIncident(
  tx: Transaction,
  source: 'defender' | 'machines-folder',
  incident: SourceIncident,
): Promise<{ readonly incident: IncidentRecord; readonly before: IncidentFacts | null }> {
  const { externalId } = incident;
  // Two workers that see the same new incident take turns instead of failing on the unique index.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`incident/${externalId}`}, 0))`;
  const known = await tx.incident.findUnique({
    where: { externalId },
    include: { alerts: true, machines: true, devices: true },
  });
  const facts = {
    title: incident.title,
    severity: incident.severity,
    sourceStatus: incident.status,
    classification: incident.classification,
    assignedTo: incident.assignedTo,
    webUrl: incident.webUrl,
    updatedAt: later(new Date(incident.updatedAt), known?.updatedAt ?? null),
    sourceUpdatedAt: new Date(incident.updatedAt),
    syncedAt: new Date(),
  };
  const row =
    known === null
      ? await tx.incident.create({
          data: {
            ...facts,
            ...(await numberIncident(tx)),
            source,
            externalId,
            status: 'open',
            openedAt: new Date(incident.createdAt),
          },
        })
      : await tx.incident.update({ where: { id: known.id }, data: facts });
  for (const alert of incident.alerts) await saveAlert(tx, row.id, alert);
  return { incident: await incidentRecord(tx, row.id), before: known === null ? null : importedFacts(known) };
}

type ImportedRow = Prisma.IncidentGetPayload<{ include: { alerts: true; machines: true; devices: true } }>;

function importedFacts(row: ImportedRow): IncidentFacts {
  return {
    title: row.title,
    severity: row.severity,
    status: row.sourceStatus,
    classification: row.classification,
    assignedTo: row.assignedTo,
    changedAt: row.sourceUpdatedAt?.toISOString() ?? null,
    alerts: Object.fromEntries(row.alerts.map((one) => [one.externalId, `${one.title} (${one.severity})`])),
    machines: Object.fromEntries(row.machines.map((one) => [one.resourceId, one.name])),
    devices: Object.fromEntries(row.devices.map((one) => [one.deviceId, one.name])),
  };
}

async function saveAlert(tx: Transaction, incidentId: string, alert: SourceAlert): Promise<void> {
  const { externalId } = alert;
  const facts = {
    title: alert.title,
    severity: alert.severity,
    category: alert.category,
    description: alert.description,
    firstActivityAt: alert.firstActivityAt === null ? null : new Date(alert.firstActivityAt),
    createdAt: new Date(alert.createdAt),
  };
  await tx.incidentAlert.upsert({
    where: { incidentId_externalId: { incidentId, externalId } },
    create: { incidentId, externalId, ...facts },
    update: facts,
  });
  const machines = alert.machineResourceIds.map((id) => ({
    incidentId,
    resourceId: id.toLowerCase(),
    name: lastPart(id),
  }));
  await tx.incidentMachine.createMany({ data: machines, skipDuplicates: true });
  for (const device of alert.devices) {
    const { deviceId, ...deviceFacts } = device;
    await tx.incidentDevice.upsert({
      where: { incidentId_deviceId: { incidentId, deviceId } },
      create: { incidentId, deviceId, ...deviceFacts },
      update: deviceFacts,
    });
  }
}

async function incidentRecord(tx: Transaction, id: string): Promise<IncidentRecord> {
  const incident = await registerLook(tx).incident(id);
  if (incident === null) throw new CustodyError('not-found', 'There is no such incident.');
  return incident;
}

/** What was done here since must not look undone. */
function later(a: Date, b: Date | null): Date {
  return b !== null && b > a ? b : a;
}

function lastPart(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId;
}
