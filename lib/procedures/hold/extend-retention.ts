import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { extensionPlan, mostRetentionDays } from '../../custody/extension-plan.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { GuardedContainer } from '../../ports/guard-state.ts';
import { incidentEvent } from '../incident/incident-event.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';

export const extendRetentionInput = z.strictObject({
  incidentId: z.uuid(),
  days: z.coerce
    .number('Give whole days.')
    .int('Give whole days.')
    .min(2, 'Give more days than there are.')
    .max(mostRetentionDays, `Azure takes ${mostRetentionDays} days at most.`),
  reason: reasonSchema,
  /** The sentence that the person was shown and confirmed. */
  confirmedPlan: z.string().max(1_000),
});

/**
 * Prolongs an incident's locked retention, which only ever grows, five times at most. The intent is recorded here, the
 * worker extends and records what Azure then says.
 */
export const extendRetention: Procedure<z.infer<typeof extendRetentionInput>, { readonly actId: string }> = {
  name: 'extend-retention',
  permission: 'retention.extend',
  input: extendRetentionInput,
  records: ['retention.extension-requested'],
  async run({ register }, actor, { incidentId, days, reason, confirmedPlan }) {
    return await register.record(actor, ['retention.extension-requested'], async (desk) => {
      const { id } = await visibleIncident(desk, actor, incidentId);
      await desk.lockIncident(id);
      const guard = await desk.guardOf(id);
      if (guard === null) throw new CustodyError('not-found', 'There is no such incident.');
      const plan = requirePlan(guard, days);
      if (plan !== confirmedPlan)
        throw new CustodyError('conflict', `What would happen has changed. Read it again: ${plan}`);
      const { container } = guard;
      const act = { kind: 'extend-retention', days } as const;
      const { id: actId } = await desk.openGuardAct({ incidentId: id, container, act, reason, actor });
      const detail = { actId, container, days, plan };
      const events = [incidentEvent('retention.extension-requested', id, reason, detail)] as const;
      return { events, result: { actId } };
    });
  },
};

/** The effect in words. Throws `conflict` where Azure would refuse, by its last reading; Azure is asked again later. */
function requirePlan({ container, exhibits, seen, acts }: GuardedContainer, wanted: number): string {
  const policy = seen?.policy ?? null;
  if (acts.some(({ kind, state }) => kind === 'extend-retention' && state === 'waiting'))
    throw new CustodyError('conflict', 'Another extension is being carried out. Wait for its end.');
  if (policy === null || policy.state !== 'Locked' || policy.extensionsLeft === null)
    throw new CustodyError(
      'conflict',
      'Azure was not yet seen to keep locked retention here. There is nothing to extend.',
    );
  if (policy.extensionsLeft === 0)
    throw new CustodyError('conflict', 'Azure allows five extensions, and this container has had them.');
  if (wanted <= policy.days) {
    const days = `Retention only grows: give more than ${policy.days} days.`;
    throw new CustodyError('invalid-input', days, { detail: { days } });
  }
  const { days, extensionsLeft } = policy;
  return extensionPlan({ container, exhibits, days, extensionsLeft, wanted });
}
