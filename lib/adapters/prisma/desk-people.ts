import type { RegisterDesk } from '../../ports/custody-register.ts';
import { jsonColumn } from './json-column.ts';
import type { Transaction } from './transaction.ts';

type PeopleDesk = Pick<
  RegisterDesk,
  'openSession' | 'revokeSessions' | 'saveSettings' | 'peopleWithRole' | 'notify'
>;

/** The desk's drawer for sessions, settings and notifications, inside one transaction. */
export function peopleDesk(tx: Transaction): PeopleDesk {
  return {
    openSession: async ({ actor, absoluteExpiresAt }) => {
      if (actor.sessionId === null) throw new Error('a session is opened with the hash of its id');
      const { ip, userAgent, sessionId, objectId } = actor;
      const lasting = jsonColumn({ ...actor, sessionId: null, ip: null, userAgent: null });
      const idHash = hashBytes(sessionId);
      await tx.session.create({
        data: { idHash, objectId, actor: lasting, absoluteExpiresAt, ip, userAgent },
      });
    },
    revokeSessions: async (objectId, only) => {
      const now = new Date();
      const revoked = await tx.session.updateMany({
        where: {
          objectId,
          revokedAt: null,
          absoluteExpiresAt: { gt: now },
          ...(only === null ? {} : { idHash: hashBytes(only) }),
        },
        data: { revokedAt: now },
      });
      return revoked.count;
    },
    saveSettings: async (objectId, settings) => {
      const { timeZone, appearance, awayUntil: lastDay = null } = settings;
      const awayUntil = lastDay === null ? null : new Date(`${lastDay}T23:59:59.999Z`);
      await tx.personSetting.upsert({
        where: { objectId },
        create: { objectId, timeZone, appearance, awayUntil },
        update: { timeZone, appearance, awayUntil },
      });
    },
    // The tenant is not asked here: whoever never signed in has no notifications to read.
    peopleWithRole: async (roles, within) => {
      const rows = await tx.$queryRaw<{ object_id: string }[]>`
        select object_id from (
          select distinct on (object_id) object_id, actor from session order by object_id, created_at desc
        ) as newest
        where actor->'roles' ?| ${[...roles]}::text[]
          and (${within === null} or object_id = any(${[...(within ?? [])]}::text[]))`;
      return rows.map(({ object_id }) => object_id);
    },
    notify: async ({ personObjectId, key, level, title, href }) => {
      const words = { level, title, href, updatedAt: new Date(), readAt: null };
      await tx.notification.upsert({
        where: { objectId_key: { objectId: personObjectId, key } },
        create: { objectId: personObjectId, key, ...words },
        update: words,
      });
    },
  };
}

function hashBytes(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
