import type { Control } from '../../../lib/posture/control.ts';
import {
  type ControlHistory,
  type ControlState,
  evaluateControl,
} from '../../../lib/posture/evaluate-control.ts';
import type { PostureFacts, Reading } from '../../../lib/posture/posture-facts.ts';
import { noon } from './build-snapshot.ts';

export const noHistory: ControlHistory = { last: new Map(), exceptions: [] };

/** One control held against these facts at noon; what is not given was not read. */
export function evaluate(control: Control, given: Partial<PostureFacts>, history = noHistory): ControlState {
  return evaluateControl(control, facts(given), history, noon);
}

export function facts(given: Partial<PostureFacts>): PostureFacts {
  const unread = { kind: 'unread', why: 'not-read', at: noon } as const;
  const none = { accounts: new Map(), containers: new Map(), diagnostics: new Map(), locks: new Map() };
  return { access: unread, controllers: unread, ...none, ...given };
}

export function read<T>(value: T): Reading<T> {
  return { kind: 'read', value, at: noon };
}
