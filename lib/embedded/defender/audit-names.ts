import type { ActionType } from './action-record.ts';

/** How the unified audit log names what was asked for. Source: Purview audit activities, workload MicrosoftDefenderForEndpoint. */
export const auditNames: Readonly<Record<ActionType, string>> = {
  RunAntiVirusScan: 'RunAntiVirusScan',
  LiveResponse: 'RunLiveResponseApi',
  CollectInvestigationPackage: 'CollectInvestigationPackage',
  Isolate: 'IsolateDevice',
  Unisolate: 'ReleaseFromIsolation',
  StopAndQuarantineFile: 'StopAndQuarantineFile',
  RestrictCodeExecution: 'RestrictAppExecution',
  UnrestrictCodeExecution: 'RemoveAppRestrictions',
};
