import { fromPrisma } from 'pg-boss';
import type { Prisma } from '../../../prisma/generated/client.ts';
import { alarmKind, alarmNumber, oneLine } from '../../custody/alarm.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type {
  Acknowledgement,
  AlarmDesk,
  FoundAlarm,
  RaisedAlarm,
  WaitingNotice,
} from '../../ports/alarm-desk.ts';
import { databaseTime } from './database-clock.ts';
import type { JobSender } from './desk-steps.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

/** The desk's drawer for alarms, inside one transaction. */
export function alarmDesk(tx: Transaction, jobs: JobSender): AlarmDesk {
  return {
    raiseAlarm: (alarm) => raise(tx, jobs, alarm),
    clearAlarm: (key, by) => clear(tx, jobs, key, by),
    withdrawNotification: async (key) => {
      await tx.notification.deleteMany({ where: { key } });
      await clear(tx, jobs, key);
    },
    alarm: (id) => findAlarm(tx, id),
    acknowledgeAlarm: (id, by) => acknowledge(tx, id, by),
    closeAlarm: (id, by) => close(tx, jobs, id, by),
    setChannelTold: (channel, told) => setChannelTold(tx, channel, told),
    tellWaiting: (notice) => tellWaiting(tx, jobs, notice),
    tellTest: (channel, by) => tellTest(tx, jobs, channel, by),
  };
}

/** The key stays locked to the end of the transaction: whoever raises the same comes second and finds it. */
async function raise(tx: Transaction, jobs: JobSender, alarm: RaisedAlarm): Promise<void> {
  const { key, severity, href, incidentId, audience, subject, words, notBy } = alarm;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`alarm:${key}`}, 0))`;
  const open = await tx.alarm.findFirst({ where: { key, clearedAt: null } });
  const title = oneLine(alarm.title);
  const restricted = open?.restricted === true || audience !== null || (await isRestricted(tx, incidentId));
  const said = {
    severity,
    title,
    words,
    subject,
    href,
    incidentId,
    restricted,
    audience: [...(audience ?? [])],
  };
  const now = await databaseTime(tx); // of two workers one may clear what the other raised
  if (open === null) {
    const row = await tx.alarm.create({
      data: { id: uuidV7(), kind: alarmKind(key), key, ...said, raisedAt: now, repeatedAt: now },
    });
    await tell(tx, jobs, { what: 'raised', ...ofAlarm(row), notBy });
    return;
  }
  const isNew = open.title !== title || open.words !== words || isWorse(open.severity, severity);
  const row = await tx.alarm.update({
    where: { id: open.id },
    data: {
      ...said,
      repeatedAt: now,
      times: open.times + 1,
      ...(isNew
        ? { acknowledgedAt: null, acknowledgedBy: null, acknowledgedName: null, acknowledgedNote: null }
        : {}),
    },
  });
  if (isNew) await tell(tx, jobs, { what: 'raised-again', ...ofAlarm(row), notBy });
}

function isWorse(before: string, now: string): boolean {
  return before === 'warning' && now === 'critical';
}

async function isRestricted(tx: Transaction, incidentId: string | null): Promise<boolean> {
  if (incidentId === null) return false;
  const incident = await tx.incident.findUnique({ where: { id: incidentId }, select: { restricted: true } });
  return incident?.restricted === true;
}

async function clear(tx: Transaction, jobs: JobSender, key: string, by?: Acknowledgement): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`alarm:${key}`}, 0))`;
  const open = await tx.alarm.findFirst({ where: { key, clearedAt: null } });
  if (open === null) return;
  const closing =
    by === undefined ? {} : { closedBy: by.objectId, closedName: by.displayName, closedNote: by.note };
  await tx.alarm.update({ where: { id: open.id }, data: { ...closing, clearedAt: await databaseTime(tx) } });
  await tell(tx, jobs, { what: 'cleared', ...ofAlarm(open), notBy: null });
}

async function findAlarm(tx: Transaction, id: string): Promise<FoundAlarm | null> {
  const row = await tx.alarm.findUnique({ where: { id } });
  return row === null ? null : { ...row, number: alarmNumber(row.serial) };
}

async function acknowledge(tx: Transaction, id: string, by: Acknowledgement): Promise<void> {
  const { count } = await tx.alarm.updateMany({
    where: { id, clearedAt: null, acknowledgedAt: null },
    data: {
      acknowledgedAt: await databaseTime(tx),
      acknowledgedBy: by.objectId,
      acknowledgedName: by.displayName,
      acknowledgedNote: by.note,
    },
  });
  if (count === 0) throw new CustodyError('conflict', 'This alarm is over, or acknowledged already.');
}

async function close(tx: Transaction, jobs: JobSender, id: string, by: Acknowledgement): Promise<void> {
  const now = await databaseTime(tx);
  const [row] = await tx.alarm.updateManyAndReturn({
    where: { id, clearedAt: null },
    data: { closedBy: by.objectId, closedName: by.displayName, closedNote: by.note, clearedAt: now },
  });
  if (row === undefined) throw new CustodyError('conflict', 'This alarm is over already.');
  await tell(tx, jobs, { what: 'cleared', ...ofAlarm(row), notBy: null });
}

async function setChannelTold(tx: Transaction, name: string, told: boolean): Promise<void> {
  const { count } = await tx.alarmChannel.updateMany({
    where: { name, toldAt: told ? null : { not: null } },
    data: { toldAt: told ? new Date() : null },
  });
  if (count === 0) throw new CustodyError('conflict', 'Another process has told this already.');
}

async function tellWaiting(tx: Transaction, jobs: JobSender, notice: WaitingNotice): Promise<void> {
  const { of, number, title, href, incidentId, people } = notice;
  await tell(tx, jobs, {
    what: 'waits',
    ...(of.kind === 'request' ? { requestId: of.id } : { proposalId: of.id }),
    number,
    kind: of.kind,
    severity: 'info',
    title: oneLine(title),
    words: '',
    href,
    incidentId,
    restricted: await isRestricted(tx, incidentId),
    people: [...people],
  });
}

async function tellTest(tx: Transaction, jobs: JobSender, channel: string, by: string) {
  const known = await tx.alarmChannel.findFirst({ where: { name: channel, retiredAt: null } });
  if (known === null) throw new CustodyError('not-found', 'There is no such channel.');
  const noticeId = await tell(tx, jobs, {
    what: 'test',
    number: 'TEST',
    kind: 'test',
    severity: 'info',
    title: `A test of this channel, sent by ${oneLine(by)}`,
    words: 'Nothing is wrong. Whoever reads this knows that alarms arrive here.',
    href: '/alarms?show=channels',
    restricted: false,
    onlyBy: channel,
  });
  return { noticeId };
}

type NewNotice = Omit<Prisma.AlarmNoticeUncheckedCreateInput, 'id' | 'createdAt'>;

function ofAlarm(row: Prisma.AlarmGetPayload<object>) {
  const { id, serial, kind, severity, title, words, subject, incidentId, restricted } = row;
  const number = alarmNumber(serial);
  const href = `/alarms?alarm=${id}`;
  return { alarmId: id, number, kind, severity, title, words, subject, href, incidentId, restricted };
}

/** What leaves the product is a job of the same transaction. */
async function tell(tx: Transaction, jobs: JobSender, notice: NewNotice): Promise<string> {
  const id = uuidV7();
  await tx.alarmNotice.create({ data: { ...notice, id, createdAt: await databaseTime(tx) } });
  await jobs.send('spread-notice', { noticeId: id }, { singletonKey: id, db: fromPrisma(tx) });
  return id;
}
