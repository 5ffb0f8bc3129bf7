import { expect } from 'vitest';
import type { CommandRecord } from '../../lib/ports/console-desk.ts';
import { startConsoleHouse } from './console-house.ts';
import type { TestLedger } from './ledger.ts';

export type System = 'linux' | 'windows' | 'macos';

export async function whileSigning<T>(ledger: TestLedger, work: Promise<T>): Promise<T> {
  let over = false;
  const ended = work.finally(() => {
    over = true;
  });
  while (!over) await ledger.sign();
  return await ended;
}
export type OpenConsoles = Awaited<ReturnType<typeof openConsoles>>;

/** A house in which a person has a console on a device of each system. */
export async function openConsoles() {
  const house = await startConsoleHouse();
  const consoles = {
    linux: await house.connect('jump-linux-01'),
    windows: await house.connect('ws-finance-114'),
    macos: await house.connect('mac-design-09'),
  };

  /** Runs a line to its end: it is in the ledger as typed, and what it printed is sealed. */
  async function done(on: System, line: string): Promise<CommandRecord> {
    const command = await house.run(consoles[on], line);
    expect(command).toMatchObject({ state: 'done', line });
    const [given, ...more] = await house.facts('device.command-run', command.id);
    expect(more).toEqual([]);
    expect(given).toMatchObject({ line, sessionId: consoles[on], n: command.n });
    if (command.actionId !== null) {
      const [ended] = await house.facts('device.command-ended', command.id);
      expect(ended).toMatchObject({ line, result: 'done', words: command.words });
    }
    return command;
  }

  /** The items that a script of ours printed, out of its one sealed item, under the digest that was pinned. */
  async function itemsPrinted(on: System, line: string) {
    const command = await done(on, line);
    const [item, ...more] = await house.itemsOf(command);
    expect(more).toEqual([]);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    const output = item?.source.output;
    if (output?.kind !== 'command-output') throw new Error('it gave no output');
    const own = await house.context.scripts?.list();
    expect(own).toContainEqual(
      expect.objectContaining({ fileName: output.scriptName, sha256: output.scriptSha256 }),
    );
    const answer = (await house.printed(command))?.answer;
    expect(command.answer).toMatchObject({ items: answer?.count, exitCode: 0 });
    return answer?.items ?? [];
  }

  /** A line that is refused, in the ledger with its reason; nothing was asked of the device. */
  async function refused(on: System, line: string, why: RegExp): Promise<void> {
    const given = await house.give(consoles[on], line);
    expect(given).toMatchObject({ state: 'refused', words: expect.stringMatching(why) });
    const [fact] = await house.facts('device.command-refused', given.id);
    expect(fact).toMatchObject({ line, sentence: given.words });
    expect((await house.record(given.id)).actionId).toBeNull();
  }

  async function removals(fileName: string): Promise<readonly unknown[]> {
    const rows = await house.database.db.custodyEvent.findMany({ where: { type: 'library.file-removed' } });
    return rows
      .map(({ body }) => JSON.parse(Buffer.from(body ?? []).toString()).detail)
      .filter((detail) => detail.fileName === fileName);
  }

  async function stateOf(id: string): Promise<string> {
    return (await house.record(id)).state;
  }

  async function at(name: string): Promise<[string, string]> {
    const { incidentId, deviceId } = await house.device(name);
    return [incidentId, deviceId];
  }

  return { ...house, done, itemsPrinted, refused, consoles, removals, stateOf, at };
}
