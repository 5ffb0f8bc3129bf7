/** A command as Defender's interface takes it: the only three it knows, in this order within one request. */
export type LiveResponseStep =
  | { readonly type: 'PutFile'; readonly fileName: string }
  | { readonly type: 'RunScript'; readonly scriptName: string; readonly args: string | null }
  | { readonly type: 'GetFile'; readonly path: string };

/** Live responses that a tenant may have open at once. Source: Microsoft Learn, "Run live response commands on a device". */
export const mostLiveResponses = 25;

export const liveResponseStepStates = [
  'created',
  'submitted',
  'pending-resource',
  'executing',
  'completed',
  'failed',
  'unknown', // a word that is not documented
] as const;
export type LiveResponseStepState = (typeof liveResponseStepStates)[number];

export const defenderActionStates = [
  'pending',
  'in-progress',
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'unknown', // a word that is not documented
] as const;
export type DefenderActionState = (typeof defenderActionStates)[number];

/** One action on a device as Defender tells it (machineAction). */
export interface DefenderAction {
  readonly id: string;
  readonly type: string; // Microsoft's own word: LiveResponse, CollectInvestigationPackage, Isolate, …
  readonly scope: string | null;
  readonly state: DefenderActionState;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly requestor: string | null; // the application's name where an application asked
  readonly comment: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly errorCode: number | null; // errorHResult
  readonly trouble: string | null; // troubleshootInfo
  readonly cancelledBy: string | null;
  readonly commands: readonly DefenderCommand[];
  readonly sha256: string; // hex, over the answer's bytes: what was seen can be held against a stored copy
}

export interface DefenderCommand {
  readonly index: number;
  readonly state: LiveResponseStepState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly errors: readonly string[];
  readonly step: LiveResponseStep | null; // null: a kind that is not documented
}

/** Whether Defender does nothing more for the action. Source: Microsoft, machineAction resource type. */
export function isOver(state: DefenderActionState): boolean {
  switch (state) {
    case 'succeeded':
    case 'failed':
    case 'timed-out':
    case 'cancelled':
      return true;
    case 'pending':
    case 'in-progress':
    case 'unknown':
      return false;
  }
}
