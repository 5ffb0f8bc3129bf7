/** What a call to the resource manager does to evidence or its guards; null: nothing that is watched. */
export type AzureAct = 'snapshot' | 'read-grant' | 'snapshot-end' | 'guard';

const snapshot = 'microsoft.compute/snapshots';
const guards = [
  /^microsoft\.storage\/storageaccounts\/(write|delete)$/,
  /^microsoft\.storage\/storageaccounts\/\w*(keys?|sas|hnsonmigration|failover|revoke\w*)\w*\/action$/,
  /^microsoft\.storage\/storageaccounts\/(blobservices|managementpolicies|localusers|encryptionscopes|privateendpointconnections|objectreplicationpolicies|inventorypolicies)\//,
  /^microsoft\.authorization\/(?!.*\/read$)/,
  /^microsoft\.insights\/diagnosticsettings\/(write|delete)$/,
  /^microsoft\.operationalinsights\/workspaces\/(write|delete|tables\/(write|delete)|purge\/action|datacollection\w*\/\w+)$/,
  /^microsoft\.network\/privateendpoints\/(write|delete)$/,
];

/** In: the operation as Azure writes it, in any case. Source: the operations of each resource provider, Microsoft Learn. */
export function azureAct(operation: string): AzureAct | null {
  const name = operation.toLowerCase();
  if (name === `${snapshot}/write`) return 'snapshot';
  if (
    /^microsoft\.compute\/(snapshots|disks|restorepointcollections\/restorepoints(\/diskrestorepoints)?)\/begingetaccess\/action$/.test(
      name,
    )
  )
    return 'read-grant';
  if (name === `${snapshot}/delete` || name === `${snapshot}/endgetaccess/action`) return 'snapshot-end';
  return guards.some((guard) => guard.test(name)) ? 'guard' : null;
}
