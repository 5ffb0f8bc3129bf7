import { resolve } from 'node:path';
import { managedIdentity } from '../../lib/adapters/azure/credential.ts';
import { defenderDeviceCollector } from '../../lib/adapters/defender/device-collector.ts';
import { defenderDeviceLibrary } from '../../lib/adapters/defender/device-library.ts';
import { defenderDeviceReader } from '../../lib/adapters/defender/device-reader.ts';
import { defenderDeviceResponder } from '../../lib/adapters/defender/device-responder.ts';
import { nodeOwnScripts } from '../../lib/adapters/node/own-scripts.ts';
import type { PersonActor } from '../../lib/custody/actor.ts';
import type { CustodyEventType } from '../../lib/custody/custody-event.ts';
import type { CallBudget } from '../../lib/ports/call-budget.ts';
import type { CommandRecord } from '../../lib/ports/console-desk.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { openSession } from '../../lib/procedures/console/open-session.ts';
import { itemsOf, sealedOutputOf } from '../../lib/procedures/console/output-of-command.ts';
import { runCommand } from '../../lib/procedures/console/run-command.ts';
import { workOnConsole } from '../../lib/procedures/console/work-on-console.ts';
import { workOnDeviceAction } from '../../lib/procedures/device/work-on-device-action.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from './acquisition-house.ts';

const reason = 'To look at the reported beaconing.';
const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
/** Why, and under which authority, a console is opened. */
export const asked = { reason, authority };
const signal = new AbortController().signal;

/** Microsoft's budgets have tests of their own: here they would only make a test wait for the next minute. */
const unlimited: CallBudget = {
  take: async () => ({ waitMs: 0 }),
  pause: async () => {},
  pausedUntil: async () => [],
};

export type ConsoleHouse = Awaited<ReturnType<typeof startConsoleHouse>>;

/** A database, an embedded cloud whose Defender takes no time, and our scripts in its library. */
export async function startConsoleHouse() {
  const house = await startAcquisitionHouse({});
  await house.cloud.admin('PUT', '/speed', {
    ...{ operationSeconds: 0, activityDelaySeconds: 0, defenderCalls: 1_000 },
  });
  const context: ProcedureContext = {
    ...house.context,
    devices: devicesOf(house),
    scripts: nodeOwnScripts(resolve('lib/device-scripts')),
  };
  await installScripts.run(context, house.person('lead-1'), {});
  const record = async (id: string) => {
    const found = await context.register.look.consoleCommand(id);
    if (found === null) throw new Error(`there is no command ${id}`);
    return found;
  };
  return {
    ...house,
    context,
    record,
    async device(name: string) {
      const found = { where: { name }, orderBy: { id: 'asc' } } as const;
      const { incidentId, deviceId } = await house.database.db.incidentDevice.findFirstOrThrow(found);
      return { incidentId, deviceId };
    },
    async connect(name: string, actor: PersonActor = house.person('responder')): Promise<string> {
      const at = await this.device(name);
      return (await openSession.run(context, actor, { ...at, ...asked })).id;
    },
    /** Gives a line, and answers its row when it is over. */
    async run(sessionId: string, line: string): Promise<CommandRecord> {
      const given = await this.give(sessionId, line);
      return await this.settle(given.id);
    },
    give: (sessionId: string, line: string) =>
      runCommand.run(context, house.person('responder'), {
        ...{ sessionId, line, requestKey: crypto.randomUUID() },
      }),
    /** Works as the worker does until the command is over. */
    async settle(id: string): Promise<CommandRecord> {
      const until = Date.now() + 60_000;
      while (Date.now() < until) {
        const now = await record(id);
        if (now.state !== 'waiting' && now.state !== 'running') return now;
        await this.work();
      }
      throw new Error(`it is not over: ${JSON.stringify(await record(id))}`);
    },
    /** One round of the worker: what is due at Defender, what arrived, the consoles. */
    async work(): Promise<void> {
      await house.database.asAdmin('update device_action set next_try_at = now() where ended_at is null');
      while (await workOnDeviceAction(context, signal));
      const arrived = await house.database.db.acquisition.findMany({
        where: { state: 'running', steps: { none: { step: 'seal-evidence', state: 'done' } } },
      });
      for (const one of arrived) await house.run(one.id, 'seal-evidence');
      await workOnConsole(context, signal);
    },
    /** What the command's script printed, out of the locker. */
    async printed(command: CommandRecord) {
      return await sealedOutputOf(context, command, signal);
    },
    async itemsOf(command: CommandRecord) {
      return command.actionId === null ? [] : await itemsOf(context, command.actionId);
    },
    /** Details of the facts of one kind that name the command. */
    async facts(type: CustodyEventType, commandId: string): Promise<readonly Record<string, unknown>[]> {
      const rows = await house.database.db.custodyEvent.findMany({ where: { type }, orderBy: { id: 'asc' } });
      return rows
        .map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail)
        .filter((detail) => detail.commandId === commandId);
    },
  };
}

function devicesOf({ cloud: { endpoints } }: AcquisitionHouse): NonNullable<ProcedureContext['devices']> {
  const as = (application: string) => ({
    ...{ application, endpoint: endpoints.defender, budget: unlimited },
    credential: managedIdentity(application),
  });
  const { deviceReader, deviceCollector, deviceResponder, librarian } = endpoints.clientIds;
  return {
    reader: defenderDeviceReader(as(deviceReader)),
    collector: defenderDeviceCollector(as(deviceCollector)),
    responder: defenderDeviceResponder(as(deviceResponder)),
    library: defenderDeviceLibrary(as(librarian)),
  };
}
