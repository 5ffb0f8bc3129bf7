import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type {
  GrantedLink,
  LinkDesk,
  LinkLook,
  LinkRevocation,
  LinkRevocations,
} from '../../ports/granted-links.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

export function linkLook(tx: Transaction): LinkLook {
  return {
    liveLinks: () => linksWhere(tx, { endedAt: null, endsAt: { gt: new Date() } }),
    linkRevocationWaits: async () =>
      (await tx.linkRevocation.findFirst({ where: { doneAt: null }, select: { id: true } })) !== null,
    linksEndedBy: ({ askedAt, triedAt }) =>
      linksWhere(tx, {
        madeAt: { lte: triedAt },
        endsAt: { gt: askedAt },
        OR: [{ endedAt: null }, { endedAt: { gte: askedAt } }],
      }),
  };
}

async function linksWhere(
  tx: Transaction,
  where: Prisma.AccessLinkWhereInput,
): Promise<readonly GrantedLink[]> {
  const rows = await tx.accessLink.findMany({
    where,
    orderBy: [{ madeAt: 'asc' }, { id: 'asc' }],
    include: { grant: { include: { request: true } } },
  });
  return rows.map(({ grant, ...row }) => ({
    id: row.id,
    endsAt: row.endsAt.toISOString(),
    evidenceId: row.evidenceId,
    incidentId: grant.request.incidentId,
    grantId: grant.id,
    requestId: grant.requestId,
    number: grant.request.number,
    granteeObjectId: grant.granteeObjectId,
  }));
}

/** The desk's drawer for links, inside one transaction. */
export function linkDesk(tx: Transaction): LinkDesk {
  return {
    addLink: async (link) => {
      await tx.accessLink.create({ data: link });
    },
    endLink: async (id, how) => {
      const { count } = await tx.accessLink.updateMany({
        where: { id, endedAt: null },
        data: { endedAt: new Date(), endedHow: how },
      });
      return count === 1;
    },
    askLinkRevocation: async (requester, reason) => {
      const id = uuidV7();
      const createdAt = new Date(); // by the clock that says which links live
      await tx.linkRevocation.create({
        data: { id, reason, createdAt, ...(requester === null ? {} : { requester: jsonColumn(requester) }) },
      });
      return { id };
    },
    finishLinkRevocation: async (id) => {
      const { count } = await tx.linkRevocation.updateMany({
        where: { id, doneAt: null },
        data: { doneAt: new Date(), problem: null },
      });
      return count === 1;
    },
  };
}

const leaseSeconds = 90; // longer than a try may take
const pauseSeconds = 10;

/** Claims of revocations, each one statement. See the port for the rules. */
export function linkRevocations(db: Database): LinkRevocations {
  return {
    claimLinkRevocation: () => throwingCustodyErrors(() => claim(db)),
    reportLinkRevocation: (id, problem) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`
          update link_revocation set problem = ${problem},
            lease_until = clock_timestamp() + make_interval(secs => ${pauseSeconds})
          where id = ${id}::uuid and done_at is null`;
      }),
  };
}

async function claim(db: Database): Promise<LinkRevocation | null> {
  const rows = await db.$queryRaw<
    { id: string; requester: PersonActor | null; reason: string; created_at: Date; tried_at: Date }[]
  >`
    update link_revocation set tried_at = clock_timestamp(),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where id = (
      select id from link_revocation
      where done_at is null and (lease_until is null or lease_until < clock_timestamp())
      order by created_at limit 1 for update skip locked)
    returning id::text, requester, reason, created_at, tried_at`;
  const row = rows[0];
  if (row === undefined) return null;
  const { id, requester, reason, created_at: askedAt, tried_at: triedAt } = row;
  return { id, requester, reason, askedAt, triedAt };
}
