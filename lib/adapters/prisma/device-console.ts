import { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import type { CommandAnswer } from '../../custody/console/command-answer.ts';
import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Device } from '../../custody/device.ts';
import type { LegalAuthority } from '../../custody/legal-authority.ts';
import type {
  CommandRecord,
  CommandState,
  ConsoleDesk,
  ConsoleLook,
  NewCommand,
  NewSession,
  SessionRecord,
} from '../../ports/console-desk.ts';
import type { Database } from './client.ts';
import { codesOf, throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import type { Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const mostShown = 200;
const mostAtOnce = 100;
const withSession = { session: true } as const;

/** Consoles and their lines, inside or outside a transaction. */
export function consoleLook(tx: Transaction): ConsoleLook {
  return {
    deviceSession: async (id) =>
      isUuid(id) ? sessionOf(await tx.deviceSession.findUnique({ where: { id } })) : null,
    sessionCommands: async (sessionId) =>
      commandsOf(
        await tx.deviceCommand.findMany({
          where: { sessionId },
          orderBy: { n: 'asc' },
          include: withSession,
        }),
      ),
    consoleCommand: async (id) => {
      const row = isUuid(id)
        ? await tx.deviceCommand.findUnique({ where: { id }, include: withSession })
        : null;
      return row === null ? null : commandOf(row);
    },
    consoleCommandByKey: async (requestKey) => {
      const row = await tx.deviceCommand.findUnique({ where: { requestKey }, include: withSession });
      return row === null ? null : commandOf(row);
    },
    isBehindAnother: (command) => isBehindAnother(tx, command),
    remediationsOn: async (incidentId, deviceId) =>
      commandsOf(
        await tx.deviceCommand.findMany({
          where: { name: 'remediate', actionId: { not: null }, session: { incidentId, deviceId } },
          orderBy: [{ madeAt: 'desc' }, { id: 'desc' }],
          take: mostShown,
          include: withSession,
        }),
      ),
    idleSessions: async (before) =>
      (
        await tx.deviceSession.findMany({
          where: { closedAt: null, lastCommandAt: { lte: before } },
          orderBy: { lastCommandAt: 'asc' },
          take: mostAtOnce,
        })
      ).flatMap((row) => sessionOf(row) ?? []),
    openCommands: async () =>
      commandsOf(
        await tx.deviceCommand.findMany({
          where: { id: { in: await dueCommands(tx) } },
          orderBy: [{ madeAt: 'asc' }, { n: 'asc' }],
          include: withSession,
        }),
      ),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolConsoleLook(db: Database): ConsoleLook {
  const look = consoleLook(db);
  return {
    deviceSession: (id) => throwingCustodyErrors(() => look.deviceSession(id)),
    sessionCommands: (id) => throwingCustodyErrors(() => look.sessionCommands(id)),
    consoleCommand: (id) => throwingCustodyErrors(() => look.consoleCommand(id)),
    consoleCommandByKey: (key) => throwingCustodyErrors(() => look.consoleCommandByKey(key)),
    isBehindAnother: (command) => throwingCustodyErrors(() => look.isBehindAnother(command)),
    remediationsOn: (incidentId, deviceId) =>
      throwingCustodyErrors(() => look.remediationsOn(incidentId, deviceId)),
    idleSessions: (before) => throwingCustodyErrors(() => look.idleSessions(before)),
    openCommands: () => throwingCustodyErrors(() => look.openCommands()),
  };
}

/** The desk's drawer for consoles, inside one transaction. */
export function consoleDesk(tx: Transaction): ConsoleDesk {
  return {
    openDeviceSession: (session) => open(tx, session),
    async closeDeviceSession(id, why) {
      const { count } = await tx.deviceSession.updateMany({
        where: { id, closedAt: null },
        data: { closedAt: new Date(), closedWhy: why },
      });
      if (count === 0) throw new CustodyError('conflict', 'This session is closed already.');
    },
    addConsoleCommand: (command) => add(tx, command),
    async setConsoleState(id, { folder, trace }) {
      await tx.deviceSession.updateMany({ where: { id, closedAt: null }, data: { folder, trace } });
    },
    async startConsoleCommand(id, actionId) {
      const { count } = await tx.deviceCommand.updateMany({
        where: { id, state: 'waiting' },
        data: { state: 'running', actionId },
      });
      if (count === 0) throw new CustodyError('conflict', 'This command does not wait any more.');
    },
    async endConsoleCommand(id, { state, words, answer }) {
      const { count } = await tx.deviceCommand.updateMany({
        where: { id, endedAt: null },
        data: {
          state,
          words,
          endedAt: new Date(),
          ...(answer === null ? {} : { answer: jsonColumn(answer) }),
        },
      });
      if (count === 0) throw new CustodyError('conflict', 'This command is over already.');
    },
  };
}

async function open(tx: Transaction, session: NewSession): Promise<{ readonly id: string }> {
  const { device, person, authority, ...rest } = session;
  const id = uuidV7();
  try {
    await tx.deviceSession.create({
      data: {
        ...rest,
        id,
        deviceId: device.deviceId,
        device: jsonColumn(device),
        personObjectId: person.objectId,
        person: jsonColumn(person),
        authority: jsonColumn(authority),
      },
    });
  } catch (error) {
    throw tooMany(error);
  }
  return { id };
}

/** Source of the three limits: Microsoft, live response, limitations. */
function tooMany(error: unknown): unknown {
  const text = error instanceof Error ? error.message : '';
  const conflict = (words: string) => new CustodyError('conflict', words, { cause: error });
  if (codesOf(error).includes('P2002'))
    return conflict('Another console is open on this device: one at a time.');
  if (text.includes('ten sessions of one person'))
    return conflict('You have ten consoles open, which is as many as one person may have. Close one first.');
  if (text.includes('twenty-five sessions'))
    return conflict('Twenty-five consoles are open, which is as many as a tenant may have.');
  return error;
}

/** The session's row stays locked until the end, so that lines of one session are numbered one after the other. */
async function add(tx: Transaction, command: NewCommand): Promise<{ readonly n: number }> {
  const { count } = await tx.deviceSession.updateMany({
    where: { id: command.sessionId, closedAt: null },
    data: { lastCommandAt: new Date() },
  });
  if (count === 0) throw new CustodyError('conflict', 'This session is closed. Connect again.');
  const last = await tx.deviceCommand.aggregate({
    where: { sessionId: command.sessionId },
    _max: { n: true },
  });
  const n = (last._max.n ?? 0) + 1;
  const { command: read, answer, notes, ...rest } = command;
  await tx.deviceCommand.create({
    data: {
      ...rest,
      n,
      notes: [...notes],
      command: read === null ? Prisma.DbNull : jsonColumn(read),
      answer: answer === null ? Prisma.DbNull : jsonColumn(answer),
      endedAt: command.state === 'waiting' ? null : new Date(),
    },
  });
  return { n };
}

/** However many lines wait for one device that is away, they keep no other device's line from its turn. */
async function dueCommands(tx: Transaction): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    with open_line as (
      select c.id, c.state, c.made_at, c.n, c.action_id, s.device_id
      from device_command c join device_session s on s.id = c.session_id where c.ended_at is null),
    next_line as (
      select distinct on (device_id) id from open_line w
      where state = 'waiting'
        and not exists (select from open_line r where r.device_id = w.device_id and r.state = 'running')
      order by device_id, made_at, n)
    select id::text from open_line
    where id in (select id from next_line) or (state = 'running'
      and exists (select from device_action a where a.id = action_id and a.ended_at is not null))
    order by made_at, n limit ${mostAtOnce}`;
  return rows.map(({ id }) => id);
}

async function isBehindAnother(
  tx: Transaction,
  { id, deviceId }: { readonly id: string; readonly deviceId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ behind: boolean }[]>`
    select exists (
      select 1 from device_command c join device_session s on s.id = c.session_id, device_command own
      where own.id = ${id}::uuid and s.device_id = ${deviceId} and c.ended_at is null and c.id <> own.id
        and (c.made_at, c.n) < (own.made_at, own.n)) as behind`;
  return rows[0]?.behind === true;
}

/** These columns hold closed vocabularies and JSON that only this register writes. */
function sessionOf(row: Prisma.DeviceSessionGetPayload<object> | null): SessionRecord | null {
  if (row === null) return null;
  return {
    id: row.id,
    incidentId: row.incidentId,
    deviceId: row.deviceId,
    device: row.device as unknown as Device,
    readAt: row.readAt.toISOString(),
    person: row.person as unknown as PersonActor,
    reason: row.reason,
    authority: row.authority as unknown as LegalAuthority,
    folder: row.folder,
    trace: row.trace,
    openedAt: row.openedAt.toISOString(),
    lastCommandAt: row.lastCommandAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}

type CommandRow = Prisma.DeviceCommandGetPayload<{ include: typeof withSession }>;

function commandsOf(rows: readonly CommandRow[]): readonly CommandRecord[] {
  return rows.flatMap((row) => commandOf(row) ?? []);
}

function commandOf(row: CommandRow): CommandRecord | null {
  const session = sessionOf(row.session);
  if (session === null) return null;
  return {
    id: row.id,
    session,
    n: row.n,
    line: row.line,
    command: row.command as unknown as ConsoleCommand | null,
    output: row.output as 'table' | 'json',
    intoFile: row.intoFile,
    notes: row.notes,
    state: row.state as CommandState,
    actionId: row.actionId,
    words: row.words,
    answer: row.answer as unknown as CommandAnswer | null,
    madeAt: row.madeAt.toISOString(),
  };
}
