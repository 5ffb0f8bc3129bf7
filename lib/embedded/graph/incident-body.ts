import { createHash } from 'node:crypto';
import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import { stableGuid } from '../cloud/stable-guid.ts';
import { tenantId } from '../cloud/tenant.ts';
import type { AlertSeed, DeviceSeed, IncidentSeed } from './incident-seeds.ts';

export interface IncidentSource {
  readonly number: number;
  readonly seed: IncidentSeed;
  readonly seededAt: Date;
  readonly machines: readonly CatalogueMachine[];
}

/** An incident with its alerts. Shapes: Microsoft Graph v1.0, `microsoft.graph.security.incident` and `alert`. */
export function incidentBody(source: IncidentSource, withAlerts: boolean): Record<string, unknown> {
  const { number, seed } = source;
  const created = new Date(source.seededAt.getTime() - seed.hoursAgo * 3_600_000);
  const updated = new Date(created.getTime() + 42 * 60_000);
  return {
    id: String(number),
    tenantId,
    status: seed.status,
    incidentWebUrl: `https://security.microsoft.com/incidents/${number}?tid=${tenantId}`,
    redirectIncidentId: null,
    displayName: seed.title,
    createdDateTime: created.toISOString(),
    lastUpdateDateTime: updated.toISOString(),
    assignedTo: seed.assignedTo ?? null,
    classification: seed.classification ?? 'unknown',
    determination: 'unknown',
    severity: seed.severity,
    customTags: [],
    systemTags: [],
    description: null,
    summary: null,
    comments: [],
    ...(withAlerts
      ? { alerts: seed.alerts.map((alert, index) => alertBody(source, alert, index, created)) }
      : {}),
  };
}

function alertBody(
  source: IncidentSource,
  alert: AlertSeed,
  index: number,
  created: Date,
): Record<string, unknown> {
  const first = new Date(created.getTime() - (25 - index * 6) * 60_000);
  const reported = new Date(created.getTime() + index * 11 * 60_000).toISOString();
  const id = createHash('sha256').update(`${source.number}/${alert.title}`).digest('hex').slice(0, 32);
  return {
    '@odata.type': '#microsoft.graph.security.alert',
    id: `da${id}_1`,
    providerAlertId: `${id}_1`,
    incidentId: String(source.number),
    status: source.seed.status === 'resolved' ? 'resolved' : 'new',
    severity: alert.severity,
    classification: null,
    determination: null,
    serviceSource: 'microsoftDefenderForEndpoint',
    detectionSource: 'microsoftDefenderForEndpoint',
    tenantId,
    title: alert.title,
    description: alert.description,
    category: alert.category,
    assignedTo: source.seed.assignedTo ?? null,
    alertWebUrl: `https://security.microsoft.com/alerts/da${id}_1?tid=${tenantId}`,
    incidentWebUrl: `https://security.microsoft.com/incidents/${source.number}?tid=${tenantId}`,
    mitreTechniques: [],
    createdDateTime: reported,
    lastUpdateDateTime: reported,
    resolvedDateTime: null,
    firstActivityDateTime: first.toISOString(),
    lastActivityDateTime: reported,
    comments: [],
    systemTags: [],
    evidence: [
      ...alert.machines.flatMap((name) => machineEvidence(source, name, reported)),
      ...(alert.devices ?? []).map((device) => deviceEvidence(device, first, reported)),
    ],
  };
}

/** A virtual machine is named twice, as Defender does: as a resource of Azure and as a device with its sensor. */
function machineEvidence(
  source: IncidentSource,
  name: string,
  createdDateTime: string,
): Record<string, unknown>[] {
  const machine = source.machines.find((one) => one.name === name);
  if (machine === undefined) return [];
  const common = evidence(createdDateTime);
  const resource = {
    '@odata.type': '#microsoft.graph.security.azureResourceEvidence',
    ...common,
    resourceId: machine.id,
    resourceName: machine.name,
    resourceType: 'Virtual Machine',
  };
  if (machine.imported) return [resource];
  const device: DeviceSeed = {
    name: machine.name,
    os: machine.osType === 'Linux' ? 'Linux' : 'WindowsServer2022',
    health: machine.power === 'running' ? 'active' : 'inactive',
  };
  const seen = deviceEvidence(device, new Date(createdDateTime), createdDateTime);
  return [
    resource,
    {
      ...seen,
      vmMetadata: {
        vmId: machine.vmId,
        cloudProvider: 'azure',
        resourceId: machine.id,
        subscriptionId: machine.subscriptionId,
      },
    },
  ];
}

function deviceEvidence(
  device: DeviceSeed,
  firstSeen: Date,
  createdDateTime: string,
): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.security.deviceEvidence',
    ...evidence(createdDateTime),
    firstSeenDateTime: new Date(firstSeen.getTime() - 40 * 86_400_000).toISOString(),
    mdeDeviceId: createHash('sha1').update(`${tenantId}/${device.name}`).digest('hex'),
    azureAdDeviceId: stableGuid(`device ${device.name}`),
    deviceDnsName: device.name,
    hostName: device.name,
    osPlatform: device.os,
    version: null,
    osBuild: null,
    healthStatus: device.health,
    riskScore: 'high',
    rbacGroupId: 0,
    rbacGroupName: null,
    onboardingStatus: 'onboarded',
    defenderAvStatus: 'updated',
    ipInterfaces: [],
    vmMetadata: null,
    loggedOnUsers: [],
  };
}

function evidence(createdDateTime: string): Record<string, unknown> {
  return {
    createdDateTime,
    verdict: 'suspicious',
    remediationStatus: 'none',
    remediationStatusDetails: null,
    roles: [],
    detailedRoles: [],
    tags: [],
  };
}
