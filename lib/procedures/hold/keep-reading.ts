import type { SystemActor } from '../../custody/actor.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import { holdEventWords } from '../../custody/hold-event-words.ts';
import { type GuardJudgement, judgeGuard } from '../../custody/judge-guard.ts';
import type { CustodyRegister, RegisterDesk } from '../../ports/custody-register.ts';
import type { GuardedContainer, GuardKept } from '../../ports/guard-state.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'guards' };
const mayRecord = [
  'hold.history-imported',
  'hold.lifted',
  'hold.cleared-outside',
  'hold.set-outside',
  'hold.set-again',
  'retention.changed-outside',
  'retention.restored',
] as const;

/**
 * Keeps a reading of a container's guard. What it tells anew is recorded, and told to leads, controllers and auditors
 * where it is trouble or its end; a reading that tells nothing is only noted. Out: whether it told anything.
 */
export async function keepReading(
  register: CustodyRegister,
  one: GuardedContainer,
  guard: ContainerGuard,
): Promise<boolean> {
  const judgement = judgeGuard(one, guard);
  const events = judgement.findings.map((finding) =>
    incidentEvent(finding.type, one.incidentId, null, finding.detail),
  );
  const [first, ...others] = events as readonly CustodyEvent<(typeof mayRecord)[number]>[];
  if (first === undefined && one.seen !== null) {
    await register.reportGuard(one, { kind: 'read', guard });
    return false;
  }
  if (first === undefined) return await keepFirst(register, one, guard);
  return await recordedOnce(() =>
    register.record(actor, mayRecord, async (desk) => {
      await desk.saveGuard(one, kept(one, guard, judgement));
      for (const id of judgement.lifted) await desk.finishGuardAct(id, 'done', null);
      await tell(desk, one, judgement);
      return { events: [first, ...others], result: undefined };
    }),
  );
}

/** A container that nothing guards yet has no history: what is seen is noted, and is not put on record. */
async function keepFirst(register: CustodyRegister, one: GuardedContainer, guard: ContainerGuard) {
  await register.reportGuard(one, { kind: 'read', guard });
  return false;
}

function kept(one: GuardedContainer, seen: ContainerGuard, judgement: GuardJudgement): GuardKept {
  const since = one.seen?.readAt ?? seen.readAt;
  return {
    recorded: judgement.recorded,
    differs: judgement.differs,
    seen,
    unattributed: [
      ...one.unattributed,
      ...judgement.outside.map((change) => ({ ...change, since, until: seen.readAt })),
    ],
  };
}

const trouble: readonly string[] = ['hold.cleared-outside', 'retention.changed-outside'];

/** A guard that is weaker is an alarm until it is as recorded; one that only changed is told once. */
async function tell(desk: RegisterDesk, one: GuardedContainer, { findings, differs }: GuardJudgement) {
  const { incidentId, incidentNumber, audience, exhibits } = one;
  const about = { incidentId, subject: incidentNumber, href: `/incidents/${incidentId}?tab=holds` };
  const [weaker, changed] = [`guard:${incidentId}`, `guard-change:${incidentId}`];
  if (one.differsSince !== null && !differs) {
    const title = `${incidentNumber}: its guard is as recorded again`;
    await tellWatch(desk, { ...about, key: weaker, level: 'info', title }, audience);
  }
  const worst = findings.find(({ type }) => trouble.includes(type));
  if (worst === undefined) return;
  const { title: what, sentence: words } = holdEventWords(worst);
  const title = `${incidentNumber}: ${what} (${exhibits} sealed ${exhibits === 1 ? 'item' : 'items'})`;
  const note = differs
    ? ({ key: weaker, level: 'error' } as const)
    : ({ key: changed, level: 'warning' } as const);
  await tellWatch(desk, { ...about, ...note, title, words }, audience);
}
