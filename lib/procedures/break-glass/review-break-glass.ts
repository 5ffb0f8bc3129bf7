import { z } from 'zod';
import { breakGlassStepUp, breakGlassVerdicts } from '../../custody/break-glass.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import { mayDo } from '../../custody/permission.ts';
import { asTheTenantSays } from '../as-the-tenant-says.ts';
import { requireFreshSignIn } from '../fresh-sign-in.ts';
import type { Procedure } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';
import { breakGlassEvent } from './break-glass-event.ts';
import { endOverdueBreakGlass } from './end-break-glass.ts';

const reviewBreakGlassInput = z.strictObject({
  breakGlassId: z.uuid(),
  verdict: z.enum(breakGlassVerdicts),
  review: z
    .string()
    .trim()
    .min(10, 'Say in at least 10 characters what you found.')
    .max(2_000, 'Keep it under 2,000 characters.'),
});

/**
 * Judges what somebody else read in an emergency, after its end, which stands in the record first. Only then can the glass
 * be broken again. Throws `not-found`, `forbidden` for who read it and for who has the role no more, `sign-in-again`,
 * `conflict` before its end and for a second review.
 */
export const reviewBreakGlass: Procedure<
  z.infer<typeof reviewBreakGlassInput>,
  { readonly breakGlassId: string }
> = {
  name: 'review-break-glass',
  permission: 'break-glass.review',
  input: reviewBreakGlassInput,
  records: ['break-glass.ended', 'break-glass.reviewed'],
  async run(context, actor, { breakGlassId, verdict, review }) {
    const { register } = context;
    const use = await register.look.breakGlass(breakGlassId);
    if (use === null) throw new CustodyError('not-found', 'There is no such break-glass.');
    const attempt = { attempt: use.number, about: `break-glass:${use.id}` };
    const reviewer = await asTheTenantSays(context, actor, attempt);
    if (!mayDo(reviewer.roles, 'break-glass.review') || use.actor.objectId === reviewer.objectId)
      throw new CustodyError('forbidden', 'Somebody else reviews it: lead, auditor or controller.', {
        detail: attempt,
      });
    requireFreshSignIn(reviewer, breakGlassStepUp, attempt);
    await endOverdueBreakGlass(register); // its hour may have ended since the worker looked
    return await register.record(reviewer, ['break-glass.reviewed'], async (desk) => {
      const ended = (await desk.breakGlass(use.id))?.endRecordedAt !== null;
      const judgement = { by: reviewer, verdict, words: review };
      if (!ended || !(await desk.reviewBreakGlass(use.id, judgement)))
        throw new CustodyError('conflict', `${use.number} is not over yet, or was reviewed already.`, {
          detail: attempt,
        });
      const words = verdict === 'justified' ? 'justified' : 'not justified';
      const title = `${use.number} of ${use.actor.displayName}: ${words}, by ${reviewer.displayName}`;
      await tellWatch(
        desk,
        { key: `break-glass:${use.id}`, level: 'info', title, href: '/break-glass' },
        null,
        [use.actor.objectId],
      );
      const detail = { verdict, review, by: use.actor.objectId };
      return {
        events: [breakGlassEvent('break-glass.reviewed', use, detail, review)],
        result: { breakGlassId: use.id },
      };
    });
  },
};
