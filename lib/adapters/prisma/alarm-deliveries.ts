import { fromPrisma } from 'pg-boss';
import type { NoticeKind } from '../../custody/alarm-notice.ts';
import type { SendOutcome } from '../../ports/alarm-channel.ts';
import type { AlarmDeliveries, KnownChannel, WaitingDelivery } from '../../ports/alarm-deliveries.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import type { JobSender } from './desk-steps.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Notices on their way out. See the port for the rules. */
export function alarmDeliveries(db: Database, jobs: JobSender): AlarmDeliveries {
  return {
    keepChannels: (channels) => inTransaction(db, (tx) => keepChannels(tx, channels)),
    spreadNotice: (id, channels) => inTransaction(db, (tx) => spread(tx, jobs, id, channels)),
    waitingDelivery: (id) => throwingCustodyErrors(() => waitingDelivery(db, id)),
    reportAttempt: (delivery, outcome, milliseconds, pauseSeconds) =>
      inTransaction(db, (tx) => report(tx, jobs, delivery, outcome, milliseconds, pauseSeconds)),
    channelTroubles: () =>
      throwingCustodyErrors(() =>
        db.alarmChannel.findMany({
          where: { OR: [{ retiredAt: null, failingSince: { not: null } }, { toldAt: { not: null } }] },
          select: { name: true, place: true, failingSince: true, problem: true, toldAt: true },
        }),
      ),
  };
}

async function keepChannels(tx: Transaction, channels: readonly KnownChannel[]): Promise<void> {
  const now = new Date();
  for (const { name, place } of channels) {
    const row = { place, seenAt: now, retiredAt: null };
    await tx.alarmChannel.upsert({ where: { name }, create: { name, ...row }, update: row });
  }
  await tx.alarmChannel.updateMany({
    where: { name: { notIn: channels.map(({ name }) => name) }, retiredAt: null },
    data: { retiredAt: now, failingSince: null, problem: 'The settings have it no more.' },
  });
}

async function spread(tx: Transaction, jobs: JobSender, noticeId: string, channels: readonly KnownChannel[]) {
  const notice = await tx.alarmNotice.findUnique({ where: { id: noticeId } });
  if (notice === null) return;
  const { what, onlyBy, notBy } = notice;
  const carrying = channels.filter(
    ({ name, carriesRequests }) =>
      name !== notBy && (onlyBy === null || name === onlyBy) && (what !== 'waits' || carriesRequests),
  );
  const now = new Date();
  const rows = await tx.alarmDelivery.createManyAndReturn({
    data: carrying.map(({ name }) => ({
      id: uuidV7(),
      noticeId,
      channel: name,
      state: 'waiting',
      createdAt: now,
      nextAt: now,
    })),
    skipDuplicates: true,
  });
  for (const { id } of rows) await enqueue(tx, jobs, id, null);
}

async function waitingDelivery(db: Database, id: string): Promise<WaitingDelivery | null> {
  const row = await db.alarmDelivery.findFirst({
    where: { id, state: 'waiting' },
    include: { notice: { include: { incident: { select: { restricted: true } } } } },
  });
  if (row === null) return null;
  const { notice, channel, attempts, createdAt } = row;
  const { what, severity, restricted, incident, ...said } = notice;
  return {
    id,
    channel,
    attempts,
    createdAt,
    notice: {
      ...said,
      what: what as NoticeKind, // both are closed by a check of the table
      severity: severity as WaitingDelivery['notice']['severity'],
      restricted: restricted || incident?.restricted === true,
    },
  };
}

/** The row is locked first: of two workers that sent the same, the second finds it counted. */
async function report(
  tx: Transaction,
  jobs: JobSender,
  { id, channel, attempts: before }: WaitingDelivery,
  outcome: SendOutcome,
  milliseconds: number,
  pauseSeconds: number | null,
): Promise<void> {
  const now = new Date();
  const taken = outcome.kind === 'taken';
  const state = taken ? 'delivered' : pauseSeconds === null ? 'given-up' : 'waiting';
  const nextAt = pauseSeconds === null ? null : new Date(now.getTime() + pauseSeconds * 1_000);
  const ended = state === 'waiting' ? { nextAt } : { nextAt: null, endedAt: now };
  const attempt = before + 1;
  const { count } = await tx.alarmDelivery.updateMany({
    where: { id, state: 'waiting', attempts: before },
    data: { state, attempts: attempt, ...ended },
  });
  if (count === 0) return;
  const problem = taken ? null : outcome.problem;
  const remark = taken ? outcome.remark : null;
  await tx.alarmAttempt.create({ data: { deliveryId: id, attempt, at: now, milliseconds, problem, remark } });
  await tx.$executeRaw`
    update alarm_channel set
      succeeded_at = case when ${taken} then ${now} else succeeded_at end,
      failed_at = case when ${taken} then failed_at else ${now} end,
      failing_since = case when ${taken} then null else coalesce(failing_since, ${now}) end,
      problem = ${problem}
    where name = ${channel} and retired_at is null`;
  if (state === 'waiting') await enqueue(tx, jobs, id, pauseSeconds);
}

async function enqueue(tx: Transaction, jobs: JobSender, deliveryId: string, delaySeconds: number | null) {
  const delay = delaySeconds === null ? {} : { startAfter: delaySeconds };
  const options = { singletonKey: deliveryId, ...delay, db: fromPrisma(tx) };
  await jobs.send('deliver-notice', { deliveryId }, options);
}
