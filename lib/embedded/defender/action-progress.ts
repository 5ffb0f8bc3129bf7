import type { ActionBook } from './action-book.ts';
import { type ActionRecord, type ActionType, type CommandRecord, isOpen } from './action-record.ts';
import type { DefenderStore } from './defender-state.ts';
import type { FixtureDevice } from './device.ts';
import type { Fleet } from './fleet.ts';

export interface CommandOutcome {
  readonly hasResult: boolean;
  readonly errors: readonly string[]; // none: it completed
  readonly audit?: { readonly operation: string; readonly more: Readonly<Record<string, string | number>> };
}

interface ProgressParts {
  readonly store: DefenderStore;
  readonly book: ActionBook;
  readonly fleet: Fleet;
  readonly now: () => Date;
  /** How long one step of work takes, in seconds of the cloud's clock. */
  readonly seconds: () => number;
  readonly buildPackage: (device: FixtureDevice, action: ActionRecord) => Promise<void>;
  readonly runCommand: (
    device: FixtureDevice,
    action: ActionRecord,
    index: number,
    signal: AbortSignal,
  ) => Promise<CommandOutcome>;
}

const tickMs = 40;
const failed = -2147467259; // E_FAIL
const queuedDays = 3;
const scriptMinutes = 10;

/** In steps of `seconds()`. */
const lengths: Readonly<Record<ActionType, number>> = {
  LiveResponse: 0,
  CollectInvestigationPackage: 10,
  RunAntiVirusScan: 6,
  Isolate: 3,
  Unisolate: 3,
  StopAndQuarantineFile: 2,
  RestrictCodeExecution: 2,
  UnrestrictCodeExecution: 2,
};
const pendingLength = 0.5;
const submittedLength = 0.25;
const resourceLength = 0.25; // of a command that needs a file of the library
const commandLength = 1.5;

/** What runs now, and how it ended. A restart begins what it interrupted anew. */
interface Work {
  readonly abort: AbortController;
  outcome: CommandOutcome | null;
}

/**
 * Moves the open actions on, by the cloud's clock. Returns how to stop.
 * Pending → InProgress once the device answers, TimeOut after three days; then to the end of its work.
 */
export function keepActionsMoving(parts: ProgressParts): () => void {
  const running = new Map<string, Work>();
  const timer = setInterval(() => {
    for (const action of parts.store.state.actions)
      if (isOpen(action)) advance(parts, running, action);
      else stopWork(running, action);
  }, tickMs);
  return () => {
    clearInterval(timer);
    for (const work of running.values()) work.abort.abort();
  };
}

function advance(parts: ProgressParts, running: Map<string, Work>, action: ActionRecord): void {
  const device = parts.fleet.find(action.deviceId);
  if (device === null) {
    end(parts, action, 'Failed', 'The device is gone.');
    return;
  }
  if (action.status === 'Pending') {
    const waited = secondsSince(parts, action.createdAt);
    if (!device.online && waited >= queuedDays * 86_400) {
      end(parts, action, 'TimeOut', 'The device did not answer within three days.');
      return;
    }
    if (!device.online || waited < pendingLength * parts.seconds()) return;
    action.status = 'InProgress';
    action.startedAt = parts.now().toISOString();
    touch(parts, action);
  }
  if (action.type === 'LiveResponse') {
    advanceCommands(parts, running, action, device);
    return;
  }
  if (secondsSince(parts, action.startedAt) < lengths[action.type] * parts.seconds()) return;
  if (action.fate !== null) {
    end(parts, action, 'Failed', action.fate.message);
    return;
  }
  if (action.type !== 'CollectInvestigationPackage') {
    applyToDevice(parts.fleet, device, action);
    end(parts, action, 'Succeeded', null);
    return;
  }
  const work = workOf(running, action.id, async () => {
    await parts.buildPackage(device, action);
    return { hasResult: true, errors: [] };
  });
  if (work.outcome === null) return;
  running.delete(action.id);
  const [problem = null] = work.outcome.errors;
  end(parts, action, problem === null ? 'Succeeded' : 'Failed', problem);
}

function advanceCommands(
  parts: ProgressParts,
  running: Map<string, Work>,
  action: ActionRecord,
  device: FixtureDevice,
): void {
  const index = action.commands.findIndex((one) => one.status !== 'Completed' && one.status !== 'Failed');
  const command = action.commands[index];
  if (command === undefined) {
    end(parts, action, 'Succeeded', null);
    return;
  }
  reach(parts, action, command);
  if (command.status !== 'Executing') return;
  const took = secondsSince(parts, command.startTime);
  const work = workOf(running, action.id, (signal) => parts.runCommand(device, action, index, signal));
  if (work.outcome === null && took > scriptMinutes * 60) {
    stopWork(running, action);
    close(parts, command, ['The command took longer than 10 minutes.']);
    end(parts, action, 'TimeOut', 'The command took longer than 10 minutes.');
    return;
  }
  if (work.outcome === null || took < commandLength * parts.seconds()) return;
  running.delete(action.id);
  finishCommand(parts, action, command, device, action.fate === null ? work.outcome : fated(action.fate));
}

/** Created → Submitted → PendingResource → Executing. The order is documented, how long each lasts is not. */
function reach(parts: ProgressParts, action: ActionRecord, command: CommandRecord): void {
  const before = command.status;
  const at = parts.now().toISOString();
  if (command.status === 'Created') [command.status, command.submittedAt] = ['Submitted', at];
  const waited = secondsSince(parts, command.submittedAt);
  if (command.status === 'Submitted' && waited >= submittedLength * parts.seconds())
    command.status = 'PendingResource';
  const resource = command.type === 'GetFile' ? 0 : resourceLength;
  if (command.status === 'PendingResource' && waited >= (submittedLength + resource) * parts.seconds())
    [command.status, command.startTime] = ['Executing', at];
  if (command.status !== before) touch(parts, action);
}

function finishCommand(
  parts: ProgressParts,
  action: ActionRecord,
  command: CommandRecord,
  device: FixtureDevice,
  outcome: CommandOutcome,
): void {
  command.hasResult = outcome.hasResult;
  close(parts, command, outcome.errors);
  if (outcome.audit !== undefined)
    parts.book.audit(device, action, outcome.audit.operation, outcome.audit.more);
  // The first failure stops the rest, which stay as they were created.
  if (outcome.errors.length > 0) {
    end(parts, action, 'Failed', outcome.errors[0] ?? null);
    return;
  }
  touch(parts, action);
}

function close(parts: ProgressParts, command: CommandRecord, errors: readonly string[]): void {
  command.status = errors.length === 0 ? 'Completed' : 'Failed';
  command.endTime = parts.now().toISOString();
  command.errors = [...errors];
}

function fated(fate: { readonly message: string }): CommandOutcome {
  return { hasResult: false, errors: [fate.message] };
}

function workOf(
  running: Map<string, Work>,
  id: string,
  begin: (signal: AbortSignal) => Promise<CommandOutcome>,
): Work {
  const known = running.get(id);
  if (known !== undefined) return known;
  const work: Work = { abort: new AbortController(), outcome: null };
  running.set(id, work);
  begin(work.abort.signal).then(
    (outcome) => {
      work.outcome = outcome;
    },
    (error: unknown) => {
      work.outcome = { hasResult: false, errors: [error instanceof Error ? error.message : String(error)] };
    },
  );
  return work;
}

function stopWork(running: Map<string, Work>, action: ActionRecord): void {
  running.get(action.id)?.abort.abort();
  running.delete(action.id);
}

function applyToDevice(fleet: Fleet, device: FixtureDevice, action: ActionRecord): void {
  switch (action.type) {
    case 'Isolate':
      fleet.change(device.id, { isolated: true });
      return;
    case 'Unisolate':
      fleet.change(device.id, { isolated: false });
      return;
    case 'RestrictCodeExecution':
      fleet.change(device.id, { restricted: true });
      return;
    case 'UnrestrictCodeExecution':
      fleet.change(device.id, { restricted: false });
      return;
    case 'StopAndQuarantineFile':
      fleet.change(device.id, { quarantined: [...device.quarantined, action.sha1 ?? ''] });
      return;
    case 'RunAntiVirusScan':
    case 'CollectInvestigationPackage':
    case 'LiveResponse':
      return;
  }
}

function end(
  parts: ProgressParts,
  action: ActionRecord,
  status: 'Succeeded' | 'Failed' | 'TimeOut',
  trouble: string | null,
): void {
  action.status = status;
  action.errorCode = status === 'Failed' ? failed : 0;
  action.trouble = trouble;
  touch(parts, action);
}

function touch(parts: ProgressParts, action: ActionRecord): void {
  action.updatedAt = parts.now().toISOString();
  parts.store.save();
}

function secondsSince(parts: ProgressParts, time: string | null): number {
  return time === null ? 0 : (parts.now().getTime() - Date.parse(time)) / 1000;
}
