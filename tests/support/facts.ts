import type { PersonActor, SystemActor, WorkerActor } from '../../lib/custody/actor.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import type { DiskSource } from '../../lib/custody/evidence-source.ts';
import type { NewAcquisition } from '../../lib/ports/acquisition-request.ts';

/** Small believable facts for register tests. */
export const analyst: PersonActor = {
  kind: 'person',
  tenantId: '00000000-0000-4000-8000-000000000001',
  objectId: '00000000-0000-4000-8000-00000000000a',
  userPrincipalName: 'analyst@holdfast.example',
  displayName: 'analyst',
  title: null,
  roles: ['analyst'],
  authMethods: ['pwd'],
  authenticatedAt: null,
  sessionId: null,
  ip: '127.0.0.1',
  userAgent: null,
  via: 'portal',
};

export const worker: WorkerActor = {
  kind: 'worker',
  workerId: 'worker-1',
  address: '127.0.0.1',
  identity: 'acquirer',
  onBehalfOf: {
    objectId: analyst.objectId,
    userPrincipalName: analyst.userPrincipalName,
    displayName: 'analyst',
  },
};

export const system: SystemActor = { kind: 'system', component: 'test' };

export function diskSource(disk: string): DiskSource {
  const group =
    '/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/rg/providers/Microsoft.Compute';
  return {
    machine: {
      resourceId: `${group}/virtualMachines/vm-web-01`,
      tenantId: analyst.tenantId,
      subscriptionId: '00000000-0000-4000-8000-000000000002',
      resourceGroup: 'rg',
      name: 'vm-web-01',
      vmId: '00000000-0000-4000-8000-000000000003',
      region: 'westeurope',
      osType: 'Linux',
      osName: null,
      size: null,
      powerState: 'running',
      tags: {},
      readAt: '2026-01-01T00:00:00.000Z',
    },
    disk: {
      resourceId: `${group}/disks/${disk}`,
      name: disk,
      role: 'os',
      lun: null,
      kind: 'managed',
      sizeBytes: '1073741824',
      sku: 'Premium_LRS',
      uniqueId: null,
      region: 'westeurope',
      osType: 'Linux',
      networkAccessPolicy: 'AllowAll',
      publicNetworkAccess: 'Enabled',
      dataAccessAuthMode: null,
      encryption: null,
      diskEncryptionSetId: null,
      azureDiskEncryption: false,
      securityType: null,
      maxShares: 1,
      logicalSectorSize: null,
    },
  };
}

export function acquisitionRequest(incidentId: string, disk: string): NewAcquisition {
  return {
    incidentId,
    source: diskSource(disk),
    requester: analyst,
    requestKey: `key-${disk}`,
    reason: 'suspected intrusion',
    authority: { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null },
    plan: 'The disk is copied.',
    readMode: 'page-list',
    rehearsal: false,
  };
}

export function note(incidentId: string, text: string): CustodyEvent<'incident.note-written'> {
  return {
    type: 'incident.note-written',
    stream: { kind: 'incident', id: incidentId },
    subjects: [`incident:${incidentId}`],
    reason: null,
    authority: null,
    detail: { noteId: 'none', text },
  };
}

export function denied(objectId: string, subject: string): CustodyEvent<'access.denied'> {
  return {
    type: 'access.denied',
    stream: { kind: 'person', id: objectId },
    subjects: [],
    reason: null,
    authority: null,
    detail: { permission: 'evidence.read', subject },
  };
}
