import { CustodyError } from '../../custody/custody-error.ts';
import type { IncidentSource, SourceAlert, SourceIncident } from '../../ports/incident-source.ts';
import {
  type GraphAlert,
  type GraphAzureResource,
  type GraphDevice,
  type GraphIncident,
  incidentPage,
} from './graph-incident.ts';
import { type GraphConfig, graphJson, graphUrl } from './graph-request.ts';

/** Incidents of Microsoft Defender XDR, read through Microsoft Graph security (GET /security/incidents). */
export function graphIncidentSource(config: GraphConfig): IncidentSource {
  return {
    async list(signal) {
      const incidents: SourceIncident[] = [];
      let url: string | undefined = graphUrl(config, 'security/incidents?$expand=alerts');
      while (url !== undefined) {
        const page = incidentPage.safeParse(await graphJson(config, url, 'list incidents', signal));
        if (!page.success)
          throw new CustodyError(
            'cloud-unavailable',
            'Microsoft Graph answered with incidents of an unknown shape.',
            {
              cause: page.error,
            },
          );
        incidents.push(...page.data.value.map(incidentOf));
        url = page.data['@odata.nextLink'];
      }
      return incidents;
    },
  };
}

function incidentOf(incident: GraphIncident): SourceIncident {
  return {
    externalId: incident.id,
    title: incident.displayName ?? `Incident ${incident.id}`,
    severity: oneOf(incident.severity, ['informational', 'low', 'medium', 'high']),
    status: oneOf(incident.status, ['active', 'resolved', 'inProgress', 'redirected']),
    classification: incident.classification ?? null,
    assignedTo: incident.assignedTo ?? null,
    webUrl: incident.incidentWebUrl ?? null,
    createdAt: incident.createdDateTime,
    updatedAt: incident.lastUpdateDateTime,
    alerts: (incident.alerts ?? []).map(alertOf),
  };
}

function alertOf(alert: GraphAlert): SourceAlert {
  const evidence = alert.evidence ?? [];
  const machines = evidence
    .filter((one): one is GraphAzureResource => 'resourceId' in one)
    .map((one) => one.resourceId);
  const devices = evidence.filter(
    (one): one is GraphDevice => one['@odata.type'] === '#microsoft.graph.security.deviceEvidence',
  );
  return {
    externalId: alert.id,
    title: alert.title ?? `Alert ${alert.id}`,
    severity: alert.severity ?? 'unknown',
    category: alert.category ?? null,
    description: alert.description ?? null,
    firstActivityAt: alert.firstActivityDateTime ?? null,
    createdAt: alert.createdDateTime,
    machineResourceIds: [...new Set(machines.filter(isVirtualMachine).map((id) => id.toLowerCase()))],
    devices: devices.flatMap((one) =>
      one.mdeDeviceId == null
        ? []
        : [
            {
              deviceId: one.mdeDeviceId,
              name: one.deviceDnsName ?? one.mdeDeviceId,
              osPlatform: one.osPlatform ?? null,
              health: one.healthStatus ?? null,
              vmResourceId: one.vmMetadata?.resourceId?.toLowerCase() ?? null,
            },
          ],
    ),
  };
}

function isVirtualMachine(resourceId: string): boolean {
  return /\/providers\/microsoft\.compute\/virtualmachines\/[^/]+$/i.test(resourceId);
}

function oneOf<T extends string>(value: string | null | undefined, known: readonly T[]): T | 'unknown' {
  return known.find((one) => one === value) ?? 'unknown';
}
