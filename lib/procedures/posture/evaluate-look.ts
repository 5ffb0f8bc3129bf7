import type {
  ControlChange,
  ControlHolder,
  KeptControl,
  PostureLook,
  PosturePart,
} from '../../ports/posture-state.ts';
import { type Control, controlKey } from '../../posture/control.ts';
import { controlDrift } from '../../posture/control-drift.ts';
import type { ControlException } from '../../posture/control-exception.ts';
import { type ControlState, evaluateControl } from '../../posture/evaluate-control.ts';
import { type HoldingPath, pathWords } from '../../posture/holding.ts';
import type { PostureFacts } from '../../posture/posture-facts.ts';
import { whoHolds } from '../../posture/right-control.ts';
import { controlPlace } from './control-part.ts';

/** What a look is made of. `asked`: those of the controls that were read this time. */
interface Evaluation {
  readonly part: PosturePart;
  readonly controls: readonly Control[];
  readonly asked: readonly Control[];
  readonly factsFor: (control: Control) => PostureFacts;
  readonly last: readonly ControlState[];
  readonly exceptions: readonly ControlException[];
}

/** Every control that was asked about with its verdict, its holders in words, and what changed since. */
export function evaluateLook({ part, controls, asked, factsFor, last, exceptions }: Evaluation): PostureLook {
  const at = new Date().toISOString();
  const before = new Map(last.map((state) => [state.key, state]));
  const position = new Map(controls.map((control, index) => [controlKey(control), index]));
  const states = asked.map((control) =>
    evaluateControl(control, factsFor(control), { last: before, exceptions }, at),
  );
  return {
    part,
    controls: states.map(
      (state): KeptControl => ({
        state,
        position: position.get(state.key) ?? 0,
        place: controlPlace(state.control),
        holders: holdersOf(state.control, factsFor(state.control), at),
      }),
    ),
    changes: [...firstSeen(states, before), ...controlDrift(before, states)],
    demanded: [...position.keys()],
  };
}

function holdersOf(control: Control, { access }: PostureFacts, at: string): readonly ControlHolder[] {
  if (control.kind !== 'right-held-by-controllers' || access.kind === 'unread') return [];
  const { holders } = whoHolds(access.value, control, at);
  return holders.map(({ principal, paths }) => ({
    objectId: principal.id,
    name: principal.name,
    kind: principal.kind,
    paths: paths.map(wordsOf),
  }));
}

function wordsOf(path: HoldingPath): string {
  const end = path.until === null ? '' : `, until ${path.until}`;
  return [`${pathWords(path)}${end}`, ...path.doubts].join('. ');
}

function firstSeen(
  states: readonly ControlState[],
  before: ReadonlyMap<string, ControlState>,
): readonly ControlChange[] {
  return states
    .filter(({ key }) => !before.has(key))
    .map((after) => ({ kind: 'first', before: null, after }));
}
