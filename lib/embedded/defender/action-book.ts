import { randomUUID } from 'node:crypto';
import { refuseUnfitAction } from './action-guards.ts';
import { type ActionRecord, type ActionType, type CommandRecord, isOpen } from './action-record.ts';
import { auditNames } from './audit-names.ts';
import { DefenderError } from './defender-error.ts';
import type { AuditRecord, DefenderStore } from './defender-state.ts';
import type { FixtureDevice } from './device.ts';

/** Actions that were asked for: begun, cancelled, looked up. What becomes of them is action-progress.ts. */
export interface ActionBook {
  begin(order: ActionOrder): ActionRecord;
  /** Throws Defender's refusal for an action that is not there or is over. */
  cancel(id: string, requestor: string, comment: string, ignored: boolean): ActionRecord;
  find(id: string): ActionRecord;
  /** Newest first. */
  all(): readonly ActionRecord[];
  audit(device: FixtureDevice, action: ActionRecord, operation: string, more?: AuditRecord['more']): void;
}

export interface ActionOrder {
  readonly type: ActionType;
  readonly device: FixtureDevice;
  readonly requestor: string;
  readonly comment: string;
  readonly scope?: string;
  readonly sha1?: string;
  readonly commands?: readonly Pick<CommandRecord, 'type' | 'params'>[];
  readonly fate?: ActionRecord['fate'];
  readonly hostile?: string | null;
  readonly twice?: boolean; // a known fault of the real service: two actions, and both run
}

export function actionBook(store: DefenderStore, now: () => Date): ActionBook {
  const { state } = store;
  const find = (id: string) => {
    const found = state.actions.find((one) => one.id === id.toLowerCase());
    if (found === undefined)
      throw new DefenderError(404, 'ResourceNotFound', `Machine action ${id} was not found`);
    return found;
  };
  const audit: ActionBook['audit'] = (device, action, operation, more = {}) => {
    state.audit.push({
      at: now().toISOString(),
      operation,
      deviceName: device.name,
      application: action.requestor,
      comment: action.comment,
      more,
    });
  };
  return {
    begin(order) {
      refuseUnfitAction(state, order.device, order.type, order.scope ?? null);
      const at = now().toISOString();
      const actions = Array.from({ length: order.twice === true ? 2 : 1 }, () => recordOf(order, at));
      state.actions.push(...actions);
      for (const action of actions) audit(order.device, action, auditNames[order.type]);
      store.save();
      return actions[0] as ActionRecord;
    },
    cancel(id, requestor, comment, ignored) {
      const action = find(id);
      if (!isOpen(action))
        throw new DefenderError(400, 'BadRequest', `Machine action ${id} is already ${action.status}.`);
      const at = now().toISOString();
      for (const one of state.actions.filter((other) => isOpen(other) && isTwin(other, action))) {
        one.cancelledBy = { requestor, comment, at };
        // A known fault of the real service: the answer is yes, and the action goes on.
        if (!ignored) one.status = 'Cancelled';
        one.updatedAt = at;
      }
      store.save();
      return action;
    },
    find,
    all: () => [...state.actions].reverse(),
    audit,
  };
}

/** Itself too: where one order became two actions, to cancel one cancels both, as the real service does. */
function isTwin(one: ActionRecord, other: ActionRecord): boolean {
  return one.deviceId === other.deviceId && one.type === other.type && one.comment === other.comment;
}

function recordOf(order: ActionOrder, at: string): ActionRecord {
  const lowPower = order.type === 'CollectInvestigationPackage' && order.device.lowPower;
  return {
    id: randomUUID(),
    type: order.type,
    scope: order.scope ?? null,
    requestor: order.requestor,
    comment: order.comment,
    deviceId: order.device.id,
    createdAt: at,
    sha1: order.sha1 ?? null,
    commands: (order.commands ?? []).map(({ type, params }) => ({
      type,
      params,
      status: 'Created',
      submittedAt: null,
      startTime: null,
      endTime: null,
      errors: [],
      hasResult: false,
    })),
    fate:
      order.fate ??
      (lowPower
        ? { code: 'LowBattery', message: 'The device is low on battery or on a metered connection.' }
        : null),
    hostile: order.hostile ?? null,
    status: 'Pending',
    startedAt: null,
    updatedAt: at,
    cancelledBy: null,
    errorCode: 0,
    trouble: null,
  };
}
