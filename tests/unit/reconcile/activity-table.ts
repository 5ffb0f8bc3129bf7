import type { ActivityRecord } from '../../../lib/reconcile/judge-activity.ts';
import { identity, places } from './knowledge.ts';

const quiet = '2026-11-22T15:00:00.000Z';
const atWork = '2026-11-22T10:30:00.000Z';
export const entry = (
  operation: string,
  resourceId: string,
  change: Partial<ActivityRecord> = {},
): ActivityRecord => ({
  operation,
  resourceId,
  callerObjectId: 'stranger',
  correlationId: 'c-1',
  clientRequestId: null,
  at: quiet,
  status: 'Succeeded',
  ...change,
});
export const snapshot = 'Microsoft.Compute/snapshots/write';
const open = 'MICROSOFT.COMPUTE/SNAPSHOTS/BEGINGETACCESS/ACTION';
const assign = 'Microsoft.Authorization/roleAssignments/write';
const assignment = (scope: string) => `${scope}/providers/Microsoft.Authorization/roleAssignments/1`;
export const policy = 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/write';
export const acquirer = { callerObjectId: identity.acquirer };
const custodian = { callerObjectId: identity.custodian };

export const cleared = (callerObjectId: string | null) =>
  entry('Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action', places.container, {
    ...{ callerObjectId, at: '2026-11-22T16:05:00.000Z' },
  });

/** While an extension goes on. */
const prolonged = (act: string, by: Partial<ActivityRecord> = {}) =>
  entry(policy.replace(/write$/, act), `${places.container}/immutabilityPolicies/default`, {
    ...{ at: '2026-11-22T19:05:00.000Z', ...by },
  });

export const table: readonly (readonly [string, ActivityRecord, string])[] = [
  [
    'a hold cleared while another is being set',
    entry(
      'Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action',
      places.container,
      { at: '2026-11-22T18:05:00.000Z' },
    ),
    'change-outside',
  ],
  [
    'a hold that was asked for',
    entry('Microsoft.Storage/storageAccounts/blobServices/containers/setLegalHold/action', places.container, {
      ...custodian,
      at: '2026-11-22T18:05:00.000Z',
    }),
    'work',
  ],
  [
    'a hold set by a stranger meanwhile',
    entry('Microsoft.Storage/storageAccounts/blobServices/containers/setLegalHold/action', places.container, {
      at: '2026-11-22T18:05:00.000Z',
    }),
    'change-outside',
  ],
  [
    'a hold set by another identity of the product meanwhile',
    entry('Microsoft.Storage/storageAccounts/blobServices/containers/setLegalHold/action', places.container, {
      ...{ callerObjectId: identity.locker, at: '2026-11-22T18:05:00.000Z' },
    }),
    'change-outside',
  ],
  ['retention extended as it was asked for', prolonged('extend/action', custodian), 'work'],
  [
    'retention extended by another identity of the product meanwhile',
    prolonged('extend/action', { callerObjectId: identity.locker }),
    'change-outside',
  ],
  ['retention extended by a stranger meanwhile', prolonged('extend/action'), 'change-outside'],
  [
    'a policy deleted by the custodian while an extension is asked for',
    prolonged('delete', custodian),
    'change-outside',
  ],
  [
    'a policy put anew by the custodian while an extension is asked for',
    prolonged('write', custodian),
    'change-outside',
  ],
  [
    'a policy deleted by the custodian at work',
    entry(policy.replace(/write$/, 'delete'), `${places.container}/immutabilityPolicies/default`, {
      ...custodian,
      at: atWork,
    }),
    'change-outside',
  ],
  [
    'a policy put while a hold is lifted',
    entry(policy, `${places.container}/immutabilityPolicies/default`, { at: '2026-11-22T16:05:00.000Z' }),
    'change-outside',
  ],

  [
    'a stranger who sends an id of the product’s',
    entry(snapshot, places.ownSnapshot, { correlationId: 'known-call' }),
    'outside-snapshot',
  ],
  [
    'an id of another operation',
    entry(open, places.ownSnapshot, { ...acquirer, correlationId: 'person-call' }),
    'outside-snapshot',
  ],
  [
    'a role that two people decided, by the id of the call and who made it',
    entry(assign, assignment(places.account), {
      callerObjectId: 'controller-1',
      correlationId: 'person-call',
    }),
    'call',
  ],
  [
    'a call with the id of a person’s, by somebody else',
    entry(assign, assignment(places.account), {
      callerObjectId: 'controller-2',
      correlationId: 'person-call',
    }),
    'change-outside',
  ],
  [
    'a call with the id of a person’s, by nobody that Azure names',
    entry(assign, assignment(places.account), { callerObjectId: null, correlationId: 'person-call' }),
    'change-outside',
  ],
  ['a hold cleared as two people decided', cleared('controller-2'), 'work'],
  ['a hold cleared by somebody else while a lift is decided', cleared('stranger'), 'change-outside'],
  ['a hold cleared by nobody that Azure names', cleared(null), 'change-outside'],
  ['a hold cleared by the product while a lift is decided', cleared(identity.custodian), 'change-outside'],

  [
    'the product’s snapshot, by the id of its call',
    entry(snapshot, places.ownSnapshot, { ...acquirer, correlationId: 'KNOWN-CALL' }),
    'call',
  ],
  [
    'the product’s snapshot at work, whose id was lost',
    entry(snapshot, places.ownSnapshot, { ...acquirer, at: atWork }),
    'work',
  ],
  ['the acquirer outside any work', entry(open, places.ownSnapshot, acquirer), 'outside-snapshot'],
  [
    'another name by the acquirer at work',
    entry(snapshot, places.ownSnapshot.replace('acq-1', 'acq-2'), { ...acquirer, at: atWork }),
    'outside-snapshot',
  ],
  [
    'a stranger opens the product’s snapshot at work',
    entry(open, places.ownSnapshot, { at: atWork }),
    'outside-snapshot',
  ],
  [
    'a stranger’s snapshot beside the product’s',
    entry(snapshot, `${places.group}/providers/Microsoft.Compute/snapshots/mine`),
    'outside-snapshot',
  ],
  [
    'a stranger’s snapshot of an evidence source',
    entry(snapshot, places.foreignSnapshot),
    'outside-snapshot',
  ],
  [
    'a link to a stranger’s snapshot of an evidence source',
    entry(open, places.foreignSnapshot),
    'outside-snapshot',
  ],
  [
    'a link to the source disk itself',
    entry('Microsoft.Compute/disks/beginGetAccess/action', places.disk),
    'outside-snapshot',
  ],
  [
    'a link to a disk that is no evidence',
    entry('Microsoft.Compute/disks/beginGetAccess/action', places.otherDisk),
    'aside',
  ],
  [
    'a snapshot of a disk that is no evidence',
    entry(snapshot, places.foreignSnapshot.replace('nightly', 'other')),
    'aside',
  ],
  [
    'a snapshot that was gone too soon',
    entry(snapshot, places.foreignSnapshot.replace('nightly', 'gone')),
    'outside-snapshot',
  ],
  [
    'a stranger deletes the product’s snapshot',
    entry('Microsoft.Compute/snapshots/delete', places.ownSnapshot),
    'change-outside',
  ],
  [
    'somebody deletes a snapshot elsewhere',
    entry('Microsoft.Compute/snapshots/delete', places.foreignSnapshot),
    'aside',
  ],
  ['a refused snapshot', entry(snapshot, places.ownSnapshot, { status: 'Failed' }), 'refused'],
  ['a snapshot that only began', entry(snapshot, places.ownSnapshot, { status: 'Started' }), 'aside'],
  ['a role on the locker', entry(assign, assignment(places.account)), 'change-outside'],
  ['a role above the locker', entry(assign, assignment('/subscriptions/SOC')), 'change-outside'],
  ['a role on one container', entry(assign, assignment(places.container)), 'change-outside'],
  [
    'a role on something else',
    entry(assign, assignment('/subscriptions/soc/resourceGroups/rg-other')),
    'aside',
  ],
  [
    'a role removed',
    entry('Microsoft.Authorization/roleAssignments/delete', assignment(places.group)),
    'change-outside',
  ],
  [
    'the account’s network opened',
    entry('Microsoft.Storage/storageAccounts/write', places.account),
    'change-outside',
  ],
  [
    'the account’s keys listed',
    entry('Microsoft.Storage/storageAccounts/listKeys/action', places.account),
    'change-outside',
  ],
  [
    'another account',
    entry('Microsoft.Storage/storageAccounts/write', places.account.replace('hflocker', 'other')),
    'aside',
  ],
  [
    'a policy by the custodian at work',
    entry(policy, `${places.container}/immutabilityPolicies/default`, { ...custodian, at: atWork }),
    'work',
  ],
  [
    'a policy by the custodian outside any work',
    entry(policy, `${places.container}/immutabilityPolicies/default`, custodian),
    'change-outside',
  ],
  [
    'a hold cleared by somebody',
    entry(
      'Microsoft.Storage/storageAccounts/blobServices/containers/clearLegalHold/action',
      places.container,
      { at: atWork },
    ),
    'change-outside',
  ],
  [
    'logging of the locker switched off',
    entry(
      'Microsoft.Insights/diagnosticSettings/delete',
      `${places.account}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/x`,
    ),
    'change-outside',
  ],
  [
    'the log workspace deleted',
    entry('Microsoft.OperationalInsights/workspaces/delete', places.workspace),
    'change-outside',
  ],
  ['a machine started', entry('Microsoft.Compute/virtualMachines/start/action', places.disk), 'aside'],
];
