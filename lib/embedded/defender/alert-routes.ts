import type { CatalogueMachine } from '../arm/machine-catalogue.ts';
import { tenantId } from '../cloud/tenant.ts';
import { demoIncidents } from '../graph/demo-incidents.ts';
import { incidentBody } from '../graph/incident-body.ts';
import { DefenderError } from './defender-error.ts';
import type { Fleet } from './fleet.ts';
import { odataPage } from './odata-page.ts';
import { standardRate } from './rate-buckets.ts';
import type { DefenderRoute } from './route.ts';

type Alert = Readonly<Record<string, unknown>>;

const pageSize = 10;
const fields = [
  'id',
  'incidentId',
  'alertCreationTime',
  'lastUpdateTime',
  'severity',
  'status',
  'category',
  'assignedTo',
];
const roles = ['Alert.Read.All', 'Alert.ReadWrite.All'];

/** GET /api/alerts and /alerts/{id}: the alerts of the demo incidents, one for each device that they name. */
export function alertRoutes(alerts: () => readonly Alert[]): readonly DefenderRoute[] {
  const shared = { method: 'GET', api: 'alerts', limit: standardRate, roles } as const;
  return [
    {
      ...shared,
      pattern: /^\/alerts$/,
      operation: 'Alerts_List',
      answer: ({ url }) => ({
        status: 200,
        body: odataPage(alerts(), url, { fields, pageSize, set: 'Alerts' }),
      }),
    },
    {
      ...shared,
      pattern: /^\/alerts\/([^/]+)$/,
      operation: 'Alerts_Get',
      answer: ({ params: [id = ''] }) => {
        const found = alerts().find((one) => one.id === id);
        if (found === undefined)
          throw new DefenderError(404, 'ResourceNotFound', `Alert ${id} was not found`);
        return { status: 200, body: found };
      },
    },
  ];
}

/** As Graph tells the same alerts, under the same ids. */
export function demoAlerts(
  fleet: Fleet,
  machines: readonly CatalogueMachine[],
  seededAt: Date,
): readonly Alert[] {
  const bodies = demoIncidents(machines, seededAt).flatMap(
    (source) => incidentBody(source, true).alerts as readonly Alert[],
  );
  return bodies.flatMap((body) => {
    const evidence = body.evidence as readonly { readonly mdeDeviceId?: string }[];
    const device = fleet.find(evidence.find((one) => one.mdeDeviceId !== undefined)?.mdeDeviceId ?? '');
    return device === null ? [] : [alertBody(body, device.id, device.name, device.group.name)];
  });
}

function alertBody(body: Alert, machineId: string, name: string, group: string): Alert {
  const isResolved = body.status === 'resolved';
  return {
    id: body.id,
    incidentId: Number(body.incidentId),
    title: body.title,
    description: body.description,
    category: body.category,
    severity: capital(String(body.severity)),
    status: isResolved ? 'Resolved' : 'New',
    detectionSource: 'WindowsDefenderAtp',
    assignedTo: body.assignedTo,
    alertCreationTime: body.createdDateTime,
    lastUpdateTime: body.lastUpdateDateTime,
    firstEventTime: body.firstActivityDateTime,
    lastEventTime: body.lastActivityDateTime,
    machineId,
    computerDnsName: name,
    rbacGroupName: group,
    aadTenantId: tenantId,
    mitreTechniques: [],
    relatedUser: null,
    comments: [],
    evidence: [],
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
