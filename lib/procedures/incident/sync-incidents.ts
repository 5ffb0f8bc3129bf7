import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { IncidentFacts } from '../../custody/incident-facts.ts';
import type { Machine } from '../../custody/machine.ts';
import { incidentChanges, machineChanges } from '../../custody/recorded-change.ts';
import type { SourceIncident } from '../../ports/incident-source.ts';
import type { ProcedureContext } from '../procedure.ts';
import { incidentEvent } from './incident-event.ts';

const actor: SystemActor = { kind: 'system', component: 'incident synchronisation' };

export interface SyncResult {
  readonly imported: number;
  readonly unchanged: number;
}

/**
 * A synchronisation that takes over new and changed incidents, each in a transaction of its own, with their
 * machines as Azure describes them. A changed one is recorded with what it was before. Unchanged ones are not written and leave no event. One per worker: it
 * remembers what it has seen.
 */
export function incidentSync(context: ProcedureContext): (signal: AbortSignal) => Promise<SyncResult> {
  const seen = new Map<string, string>(); // external id → time of last change
  return async (signal) => {
    const incidents = await context.incidents.list(signal);
    const changed: SourceIncident[] = [];
    for (const one of incidents) if (await isNews(context, seen, one)) changed.push(one);
    for (const one of changed) {
      await takeOver(context, one, signal);
      seen.set(one.externalId, one.updatedAt);
    }
    await context.register.keepIncidentReading(); // a source that is silent must not look like a quiet one
    return { imported: changed.length, unchanged: incidents.length - changed.length };
  };
}

async function isNews(
  context: ProcedureContext,
  seen: Map<string, string>,
  incident: SourceIncident,
): Promise<boolean> {
  const last = seen.get(incident.externalId);
  if (last !== undefined) return last !== incident.updatedAt;
  const known = await context.register.look.importedIncident(incident.externalId);
  const taken = known?.sourceUpdatedAt ?? null; // closing an incident here changes nothing at its source
  if (taken === null || taken < new Date(incident.updatedAt)) return true;
  seen.set(incident.externalId, incident.updatedAt);
  return false;
}

async function takeOver(
  context: ProcedureContext,
  incident: SourceIncident,
  signal: AbortSignal,
): Promise<void> {
  const ids = [...new Set(incident.alerts.flatMap((alert) => alert.machineResourceIds))];
  const machines = await Promise.all(ids.map((id) => describe(context, id, signal)));
  await context.register.record(actor, ['incident.imported', 'incident.updated'], async (desk) => {
    const { incident: record, before } = await desk.importIncident('defender', incident);
    const changes = before === null ? [] : [...incidentChanges(before, factsOf(incident))];
    for (const machine of machines) {
      if (machine === null) continue;
      const known = await desk.machine(record.id, machine.resourceId);
      if (known !== null) changes.push(...machineChanges(known, machine));
      await desk.saveMachine(record.id, machine);
    }
    const { externalId, title, severity } = incident;
    const event =
      before === null
        ? incidentEvent('incident.imported', record.id, null, {
            source: 'defender',
            externalId,
            title,
            severity,
            number: record.number,
            said: factsOf(incident),
          })
        : incidentEvent('incident.updated', record.id, null, { source: 'defender', changes });
    return { events: [event], result: undefined };
  });
}

function factsOf(incident: SourceIncident): IncidentFacts {
  const { title, severity, status, classification, assignedTo, alerts } = incident;
  const machines = alerts.flatMap((alert) => alert.machineResourceIds);
  const devices = alerts.flatMap((alert) => alert.devices);
  return {
    title,
    severity,
    status,
    classification,
    assignedTo,
    changedAt: new Date(incident.updatedAt).toISOString(),
    alerts: Object.fromEntries(alerts.map((one) => [one.externalId, `${one.title} (${one.severity})`])),
    machines: Object.fromEntries(machines.map((id) => [id.toLowerCase(), id.split('/').at(-1) ?? id])),
    devices: Object.fromEntries(devices.map(({ deviceId, name }) => [deviceId, name])),
  };
}

/** Null for a machine that Azure does not show: it stays in the incident as unknown. An outage postpones the incident. */
async function describe(
  context: ProcedureContext,
  resourceId: string,
  signal: AbortSignal,
): Promise<Machine | null> {
  try {
    return await context.machines.read(resourceId, signal);
  } catch (error) {
    if (error instanceof CustodyError && !isRetryable(error.code)) return null;
    throw error;
  }
}
