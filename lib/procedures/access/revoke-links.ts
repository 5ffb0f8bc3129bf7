import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { GrantedLink } from '../../ports/granted-links.ts';
import type { Procedure } from '../procedure.ts';
import { linksByUse } from './links-by-use.ts';
import { requestNote } from './request-note.ts';
import { useEvent } from './use-event.ts';
import { visibleRequest } from './visible-request.ts';

export const revokeLinksInput = z.strictObject({
  requestId: z.uuid(),
  reason: reasonSchema,
  /** Every live link of the account as the person was shown them, whomever they were made for. */
  linkIds: z.array(z.uuid()).min(1),
});

/**
 * Asks for the end of every link: Azure revokes all keys of the account, never one. The worker does it, until it is
 * done. Throws `conflict` when there is no link, or when one was made that the person was not shown.
 */
export const revokeLinks: Procedure<z.infer<typeof revokeLinksInput>, { readonly links: number }> = {
  name: 'revoke-links',
  permission: 'access.revoke',
  input: revokeLinksInput,
  records: ['access.links-revoking'],
  async run({ register }, actor, { requestId, reason, linkIds }) {
    return await register.record(actor, ['access.links-revoking'], async (desk) => {
      await visibleRequest(desk, actor, requestId);
      // Asked first: what lives after that is still found when it is done, even if its time ends in between.
      const { id: revocationId } = await desk.askLinkRevocation(actor, reason);
      const live = await desk.liveLinks();
      requireShown(live, linkIds);
      const [first, ...others] = linksByUse(live).map(({ about, ofGrant, links }) => {
        const grants = grantsOf(live, about.incidentId);
        const detail = { ...ofGrant, revocationId, linkIds: links, grants };
        return useEvent('access.links-revoking', about, detail, reason);
      });
      if (first === undefined) throw nothingLives();
      for (const { requestId: id, granteeObjectId, number } of live) {
        const title = `${number}: ${actor.displayName} ends every link`;
        await desk.notify(requestNote(id, granteeObjectId, 'warning', title));
      }
      return { events: [first, ...others], result: { links: live.length } };
    });
  },
};

/** Who sees the fact sees its incident, yet not every other one. */
function grantsOf(live: readonly GrantedLink[], incidentId: string): readonly string[] {
  return [...new Set(live.filter((one) => one.incidentId === incidentId).map(({ number }) => number))];
}

function requireShown(live: readonly GrantedLink[], shown: readonly string[]): void {
  if (live.length === 0) throw nothingLives();
  const unseen = live.filter(({ id }) => !shown.includes(id)).length;
  if (unseen > 0)
    throw new CustodyError(
      'conflict',
      `Meanwhile ${unseen === 1 ? 'another link was' : `${unseen} other links were`} made, which would end too. Look again.`,
    );
}

function nothingLives(): CustodyError {
  return new CustodyError('conflict', 'No link lives any more.');
}
