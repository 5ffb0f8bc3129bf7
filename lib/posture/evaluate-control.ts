import {
  judgeAnonymousAccess,
  judgeNetworkRules,
  judgePrivateEndpoints,
  judgePublicNetwork,
  judgeSharedKeys,
  judgeTls,
} from './account-controls.ts';
import { type Control, controlKey } from './control.ts';
import { type ControlException, exceptionHolds } from './control-exception.ts';
import { judgeIdentity } from './identity-control.ts';
import { type Finding, fail, type Judgement, judge, type PostureFacts, pass } from './posture-facts.ts';
import { judgeBlobLogs, judgeLegalHold, judgeLock, judgeRetention } from './protection-controls.ts';
import { judgeRight } from './right-control.ts';

export type Verdict = Finding['verdict'] | 'excepted';

/** What a control says now. `since`: when it first said so without a break. Only `pass` is good. */
export interface ControlState {
  readonly key: string;
  readonly control: Control;
  readonly verdict: Verdict;
  readonly raw: string;
  readonly why: string;
  readonly readAt: string | null;
  readonly since: string;
  readonly exception: ControlException | null;
}

/** What was known before: the last state of each control, by key, and the exceptions on record. */
export interface ControlHistory {
  readonly last: ReadonlyMap<string, ControlState>;
  readonly exceptions: readonly ControlException[];
}

/**
 * Holds what Azure answered against one demand. Refused, throttled and unanswered readings are unknown; an exception
 * turns a failure into `excepted` and nothing else.
 */
export function evaluateControl(
  control: Control,
  facts: PostureFacts,
  history: ControlHistory,
  at: string,
): ControlState {
  const key = controlKey(control);
  const finding = findingOf(control, facts, at);
  const exception =
    finding.verdict === 'fail'
      ? history.exceptions.find((one) => one.key === key && exceptionHolds(one, finding.raw, at))
      : undefined;
  const verdict = exception === undefined ? finding.verdict : 'excepted';
  const last = history.last.get(key);
  const since = last?.verdict === verdict ? last.since : (finding.readAt ?? at);
  const { raw, why, readAt } = finding;
  return { key, control, verdict, raw, why, readAt, since, exception: exception ?? null };
}

function findingOf(control: Control, facts: PostureFacts, at: string): Finding {
  switch (control.kind) {
    case 'right-held-by-controllers':
      return judge(facts.access, (access) => judgeRight(access, control, at));
    case 'identity-within-its-role':
      return judge(facts.access, (access) => judgeIdentity(access, control, at));
    case 'two-controllers':
      return judge(facts.controllers, judgeControllerCount);
    case 'public-network-off':
      return judge(facts.accounts.get(control.account.toLowerCase()), judgePublicNetwork);
    case 'network-rules-deny':
      return judge(facts.accounts.get(control.account.toLowerCase()), (found) =>
        judgeNetworkRules(found, control),
      );
    case 'private-endpoints':
      return judge(facts.accounts.get(control.account.toLowerCase()), (found) =>
        judgePrivateEndpoints(found, control),
      );
    case 'shared-keys-off':
      return judge(facts.accounts.get(control.account.toLowerCase()), judgeSharedKeys);
    case 'anonymous-access-off':
      return judge(facts.accounts.get(control.account.toLowerCase()), judgeAnonymousAccess);
    case 'minimum-tls':
      return judge(facts.accounts.get(control.account.toLowerCase()), judgeTls);
    case 'retention-locked':
      return judge(facts.containers.get(control.container.toLowerCase()), (found) =>
        judgeRetention(found, control.days),
      );
    case 'legal-hold':
      return judge(facts.containers.get(control.container.toLowerCase()), (found) =>
        judgeLegalHold(found, control.tag),
      );
    case 'blob-logs':
      return judge(facts.diagnostics.get(control.account.toLowerCase()), (found) =>
        judgeBlobLogs(found, control.workspace),
      );
    case 'lock':
      return judge(facts.locks.get(control.scope.toLowerCase()), (found) => judgeLock(found, control.scope));
  }
}

function judgeControllerCount(controllers: readonly string[]): Judgement {
  const ids = [...new Set(controllers.map((id) => id.toLowerCase()))].toSorted();
  const raw = ids.length === 0 ? 'nobody' : ids.join(', ');
  if (ids.length === 2) return pass(raw);
  const why =
    ids.length < 2 ? 'No change can be proposed and confirmed.' : 'More than two could change a control.';
  return fail(raw, why);
}
