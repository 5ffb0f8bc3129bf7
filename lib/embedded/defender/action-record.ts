/** One action as it is kept. Times are those of the cloud's clock. */
export interface ActionRecord {
  readonly id: string;
  readonly type: ActionType;
  readonly scope: string | null;
  readonly requestor: string;
  readonly comment: string;
  readonly deviceId: string;
  readonly createdAt: string;
  readonly sha1: string | null; // of the file to quarantine
  readonly commands: CommandRecord[];
  readonly fate: { readonly code: string; readonly message: string } | null; // it is to fail in this way
  readonly hostile: string | null; // what the package is to be instead
  status: ActionStatus;
  startedAt: string | null;
  updatedAt: string;
  cancelledBy: { readonly requestor: string; readonly comment: string; readonly at: string } | null;
  errorCode: number;
  trouble: string | null;
}

export interface CommandRecord {
  readonly type: CommandType;
  readonly params: readonly CommandParam[];
  status: 'Created' | 'Submitted' | 'PendingResource' | 'Executing' | 'Completed' | 'Failed';
  submittedAt: string | null;
  startTime: string | null;
  endTime: string | null;
  errors: string[];
  hasResult: boolean;
}

export interface CommandParam {
  readonly key: string;
  readonly value: string;
}

export const commandTypes = ['PutFile', 'RunScript', 'GetFile'] as const; // the order within one request
export type CommandType = (typeof commandTypes)[number];

export type ActionType =
  | 'RunAntiVirusScan'
  | 'LiveResponse'
  | 'CollectInvestigationPackage'
  | 'Isolate'
  | 'Unisolate'
  | 'StopAndQuarantineFile'
  | 'RestrictCodeExecution'
  | 'UnrestrictCodeExecution';

export type ActionStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'TimeOut' | 'Cancelled';

export function isOpen(action: ActionRecord): boolean {
  return action.status === 'Pending' || action.status === 'InProgress';
}

export function paramOf(command: CommandRecord, key: string): string | null {
  return command.params.find((one) => one.key === key)?.value ?? null;
}
