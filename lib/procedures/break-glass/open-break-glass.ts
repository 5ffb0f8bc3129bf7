import { z } from 'zod';
import { breakGlassMinutes, breakGlassStepUp } from '../../custody/break-glass.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { minuteWords } from '../../custody/minute-words.ts';
import { mayDo } from '../../custody/permission.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import type { Procedure } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { breakGlassEvent } from './break-glass-event.ts';

const openBreakGlassInput = z.strictObject({
  incident: z
    .string()
    .trim()
    .regex(/^INC-\d{4}-\d{4,}$/i, 'Name the incident by its number: INC-2026-0001.'),
  reason: reasonSchema,
  minutes: z.coerce
    .number('Give whole minutes.')
    .int('Give whole minutes.')
    .min(5, 'Give at least 5 minutes.')
    .max(breakGlassMinutes, `It is given for ${breakGlassMinutes} minutes at most.`),
});

/**
 * Lets one person read what is recorded of one restricted incident for at most an hour, without being its member. It opens
 * pages and nothing else: every act in the incident, and every byte of evidence, stays as closed as before. Leads,
 * controllers and auditors are told at once. Throws `forbidden`, `sign-in-again`, `not-found`, and `conflict` while the
 * last use, of whomever, is not reviewed, and for an incident that they read anyway.
 */
export const openBreakGlass: Procedure<
  z.infer<typeof openBreakGlassInput>,
  { readonly id: string; readonly incidentId: string }
> = {
  name: 'open-break-glass',
  permission: 'break-glass.open',
  input: openBreakGlassInput,
  records: ['break-glass.opened'],
  async run(context, actor, { incident: wanted, reason, minutes }) {
    const { register } = context;
    const incident = wanted.toUpperCase();
    const attempt = `break-glass for ${incident}`;
    const person = await asTheTenantSays(context, actor, { attempt });
    if (!mayDo(person.roles, 'break-glass.open'))
      throw new CustodyError('forbidden', 'By the roles that the tenant gives now, this is not for you.', {
        detail: { attempt },
      });
    requireFreshSignIn(person, breakGlassStepUp, { attempt });
    return await register.record(person, ['break-glass.opened'], async (desk) => {
      const last = await desk.unreviewedBreakGlass();
      if (last !== null)
        throw new CustodyError(
          'conflict',
          `${last.number} of ${last.actor.displayName} is not reviewed yet: break-glass waits for that.`,
          { detail: { attempt } },
        );
      const wantedId = (await desk.incidentByNumber(incident))?.id;
      const found = wantedId === undefined ? null : await desk.incident(wantedId);
      if (found === null)
        throw new CustodyError('not-found', `There is no incident ${incident}.`, { detail: { attempt } });
      if (maySeeIncident(person, found))
        throw new CustodyError('conflict', `${incident} is open to you already: no glass is in the way.`, {
          detail: { attempt },
        });
      const { id, number, endsAt } = await desk.openBreakGlass({
        ...{ incidentId: found.id, actor: person, reason, minutes },
      });
      const title = `${number}: ${person.displayName} reads ${incident} by break-glass until ${minuteWords(endsAt)}`;
      const note = {
        key: `break-glass:${id}`,
        level: 'warning',
        title,
        href: '/break-glass',
      } as const;
      await tellWatch(desk, note, null);
      const use = { id, number, incidentId: found.id };
      return {
        events: [breakGlassEvent('break-glass.opened', use, { incident, endsAt }, reason)],
        result: { id, incidentId: found.id },
      };
    });
  },
};
