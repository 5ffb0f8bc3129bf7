import type { LedgerKnowledge } from '../../../lib/reconcile/ledger-knowledge.ts';

const soc = '/subscriptions/soc';
const account = `${soc}/resourceGroups/rg-soc-evidence/providers/Microsoft.Storage/storageAccounts/hflocker`;
export const places = {
  account,
  container: `${account}/blobServices/default/containers/inc-1`,
  group: `${soc}/resourceGroups/rg-soc-snapshots`,
  ownSnapshot: `${soc}/resourceGroups/RG-SOC-SNAPSHOTS/providers/Microsoft.Compute/snapshots/hf-acq-1`,
  disk: '/subscriptions/prod/resourceGroups/rg-web/providers/Microsoft.Compute/disks/vm-web-01-os',
  otherDisk: '/subscriptions/prod/resourceGroups/rg-web/providers/Microsoft.Compute/disks/vm-mail-os',
  foreignSnapshot: '/subscriptions/prod/resourceGroups/rg-web/providers/Microsoft.Compute/snapshots/nightly',
  workspace: `${soc}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/law`,
};
export const identity = {
  locker: 'id-locker',
  acquirer: 'id-acquirer',
  custodian: 'id-custodian',
  linkSigner: 'id-link-signer',
  sequencer: 'id-sequencer',
};

/** One item whose acquisition ran from 10:00 to 11:00, read from 12:00 to 12:30, and granted as a link from 13:00 to 14:00. */
export function knowledge(change: Partial<LedgerKnowledge> = {}): LedgerKnowledge {
  const lower = places.disk.toLowerCase();
  return {
    identities: new Map([
      [identity.locker, 'locker'],
      [identity.acquirer, 'acquirer'],
      [identity.custodian, 'custodian'],
      [identity.linkSigner, 'link-signer'],
      [identity.sequencer, 'sequencer'],
    ]),
    calls: new Map([
      ['known-blob-call', knownCall('blob', 'PUT Copy Blob', null)],
      ['known-call', knownCall('activity', 'PUT Microsoft.Compute/snapshots', null)],
      ['person-call', knownCall('activity', 'PUT Microsoft.Authorization/roleAssignments', 'Controller-1')],
    ]),
    items: [
      {
        evidenceId: 'item-1',
        incidentId: 'incident-1',
        exhibitNumber: 'EV-2026-0001',
        container: 'inc-1',
        diskId: lower,
        snapshotName: 'hf-acq-1',
        from: '2026-11-22T10:00:00.000Z',
        to: '2026-11-22T11:00:00.000Z',
      },
    ],
    incidents: new Map([['inc-1', 'incident-1']]),
    reads: [
      {
        eventId: 'event-2',
        evidenceId: 'item-1',
        from: '2026-11-22T12:00:00.000Z',
        to: '2026-11-22T12:30:00.000Z',
      },
    ],
    acts: (['clear-hold', 'delete-blobs', 'set-hold', 'extend-retention'] as const).map((does, index) => ({
      eventId: `event-${3 + index}`,
      does,
      by: does === 'clear-hold' ? ['Controller-1', 'Controller-2'] : null,
      container: 'inc-1',
      from: `2026-11-22T1${6 + index}:00:00.000Z`,
      to: `2026-11-22T1${6 + index}:10:00.000Z`,
    })),
    grants: new Map([
      [
        'grant-1',
        {
          id: 'grant-1',
          number: 'AR-2026-0001',
          mode: 'download',
          granteeObjectId: 'investigator',
          evidenceIds: ['item-1'],
          addressRange: '10.1.0.0/16',
          from: '2026-11-22T13:00:00.000Z',
          to: '2026-11-22T14:00:00.000Z',
        },
      ],
    ]),
    snapshotSources: new Map<string, string | null>([[places.foreignSnapshot.toLowerCase(), lower]]),
    place: {
      account,
      snapshotGroups: [places.group],
      guards: [places.workspace],
      ownContainers: new Map([
        ['holdfast-staging', ['locker']],
        ['holdfast-data-keys', ['sequencer', 'anchorer', 'eraser']],
      ]),
    },
    ...change,
  };
}

function knownCall(log: 'blob' | 'activity', operation: string, by: string | null) {
  const [from, to] = ['2026-11-22T14:59:00.000Z', '2026-11-22T15:01:00.000Z'];
  return { eventId: 'event-1', log, operation, from, to, by };
}
