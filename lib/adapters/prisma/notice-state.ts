import type { NoticeDesk, NoticeLook, NoticeRecipient } from '../../ports/notice-desk.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

export function noticeLook(tx: Transaction): NoticeLook {
  return {
    noticeRecipients: (incidentId) => recipients(tx, incidentId),
    notice: async (id) => {
      const row = isUuid(id) ? await tx.holdNotice.findUnique({ where: { id } }) : null;
      if (row === null) return null;
      return { id: row.id, incidentId: row.incidentId, text: row.text, sentAt: row.createdAt.toISOString() };
    },
    unheardNotices: async (before, most) => {
      const rows = await tx.holdNotice.findMany({
        where: { createdAt: { lt: before }, receipts: { some: unheard(before) } },
        orderBy: { createdAt: 'asc' },
        take: most,
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
  };
}

/** The desk's drawer for hold notices, inside one transaction. */
export function noticeDesk(tx: Transaction): NoticeDesk {
  return {
    sendNotice: async ({ incidentId, text, sender, recipients: to }) => {
      const id = uuidV7();
      await tx.holdNotice.create({ data: { id, incidentId, text, sender: jsonColumn(sender) } });
      const rows = to.map(({ objectId, name }) => ({ noticeId: id, objectId, name }));
      await tx.holdNoticeReceipt.createMany({ data: rows });
      return { id };
    },
    acknowledgeNotice: async (noticeId, objectId) => {
      const where = { noticeId, objectId, acknowledgedAt: null };
      const { count } = await tx.holdNoticeReceipt.updateMany({
        where,
        data: { acknowledgedAt: new Date() },
      });
      return count === 1;
    },
    remindRecipients: async (id, before) => {
      const reminded = await tx.holdNoticeReceipt.updateManyAndReturn({
        where: { noticeId: id, ...unheard(before) },
        data: { remindedAt: new Date() },
        select: { objectId: true, name: true },
      });
      return reminded;
    },
  };
}

function unheard(before: Date) {
  return { acknowledgedAt: null, OR: [{ remindedAt: null }, { remindedAt: { lt: before } }] };
}

/** By the name of their newest session; who never signed in is named by their object id. */
async function recipients(tx: Transaction, incidentId: string): Promise<readonly NoticeRecipient[]> {
  if (!isUuid(incidentId)) return [];
  return await tx.$queryRaw<NoticeRecipient[]>`
    select who.id as "objectId", coalesce(
      (select s.actor ->> 'displayName' from session s where s.object_id = who.id order by s.created_at desc limit 1),
      max(who.label), who.id) as name
    from (
      select object_id as id, null as label from incident_member where incident_id = ${incidentId}::uuid
      union
      select actor_object_id, actor_label from custody_event
      where incident_id = ${incidentId}::uuid and actor_object_id is not null
        and type in ('acquisition.requested', 'custody.handover-accepted')
    ) who
    group by who.id order by name, who.id`;
}
