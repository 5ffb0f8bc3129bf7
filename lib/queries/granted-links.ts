import type { Prisma } from '../../prisma/generated/client.ts';
import type { PersonActor } from '../custody/actor.ts';

/** A link as everybody who sees its item may know of it; nobody knows the link. */
export interface LinkView {
  readonly id: string;
  readonly requestId: string;
  readonly number: string; // of the request
  readonly name: string; // of whom it was made for
  readonly addresses: string;
  readonly madeAt: string;
  readonly endsAt: string;
  readonly state: 'active' | 'ended' | 'revoked' | 'withheld';
}

export const linkWith = {
  grant: { include: { request: { select: { number: true, requester: true } } } },
} as const satisfies Prisma.AccessLinkInclude;

type FoundLink = Prisma.AccessLinkGetPayload<{ include: typeof linkWith }>;

export function linkView({ grant, ...link }: FoundLink, now: Date): LinkView {
  return {
    id: link.id,
    requestId: grant.requestId,
    number: grant.request.number,
    name: (grant.request.requester as unknown as PersonActor).displayName,
    addresses: link.addresses,
    madeAt: link.madeAt.toISOString(),
    endsAt: (link.endedAt ?? link.endsAt).toISOString(),
    state: linkState(link, now),
  };
}

function linkState(
  { endedHow, endsAt }: Pick<FoundLink, 'endedHow' | 'endsAt'>,
  now: Date,
): LinkView['state'] {
  if (endedHow === 'revoked' || endedHow === 'withheld') return endedHow;
  return endsAt <= now ? 'ended' : 'active';
}
