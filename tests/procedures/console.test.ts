import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelCommand } from '../../lib/procedures/console/cancel-command.ts';
import { closeIdleSessions, closeSession } from '../../lib/procedures/console/close-session.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { openSession } from '../../lib/procedures/console/open-session.ts';
import { readCommandOutput } from '../../lib/procedures/console/read-command-output.ts';
import { runCommand } from '../../lib/procedures/console/run-command.ts';
import { workOnConsole } from '../../lib/procedures/console/work-on-console.ts';
import { workOnOrder } from '../../lib/procedures/console/work-on-order.ts';
import { getConsole } from '../../lib/queries/get-console.ts';
import { asked } from '../support/console-house.ts';
import { testLedger } from '../support/ledger.ts';
import { type OpenConsoles, openConsoles, whileSigning } from '../support/open-consoles.ts';

let house: OpenConsoles;

beforeAll(async () => {
  house = await openConsoles();
});

afterAll(() => house?.close());

describe('a console', () => {
  const responder = () => house.person('responder');

  it('has one line at a time on the device: the next waits in its turn, and Ctrl+C takes it back', async () => {
    const offline = await house.connect('kiosk-lobby-02');
    const first = await house.give(offline, 'processes');
    const second = await house.give(offline, 'services');
    await house.work();
    expect([await house.stateOf(first.id), await house.stateOf(second.id)]).toEqual(['running', 'waiting']);
    const due = (await house.context.register.look.openCommands()).map(({ id }) => id);
    for (const { id } of [first, second]) expect(due).not.toContain(id); // they keep nobody else's from its turn
    const until = new Date('2026-03-01T09:00:05Z');
    const { shown } = await getConsole(
      { actor: responder(), db: house.database.db },
      ...(await house.at('kiosk-lobby-02')),
      undefined,
      [{ identity: 'reader', api: 'machine-actions', until }],
    );
    const told = [until.toISOString(), until.toISOString()]; // the second waits as long as what it waits behind
    expect(shown?.commands.map(({ throttledUntil }) => throttledUntil)).toEqual(told);
    await cancelCommand.run(house.context, responder(), { commandId: second.id });
    expect(await house.record(second.id)).toMatchObject({
      ...{ state: 'cancelled', actionId: null, words: 'Cancelled before it was sent.' },
    });
    await cancelCommand.run(house.context, responder(), { commandId: first.id });
    expect(await house.settle(first.id)).toMatchObject({
      state: 'cancelled',
      words: 'Cancelled; it may continue on the device.',
    });
    await closeSession.run(house.context, responder(), { sessionId: offline });
    await expect(house.give(offline, 'jobs')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('neither sends nor keeps a line that looks like a secret', async () => {
    const secret =
      'run hf-dir.sh -parameters "https://x.blob.core.windows.net/c?sv=1&sig=c2VjcmV0LW9mLXRoZS10ZXN0"';
    const given = await house.give(house.consoles.linux, secret);
    expect(given).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('neither sent nor kept'),
    });
    const rows = await house.database.asAdmin<{ text: string }>(
      `select to_jsonb(c)::text as text from device_command c
       union all select convert_from(body, 'utf8') from custody_event where body is not null`,
    );
    expect(rows.filter(({ text }) => text.includes('c2VjcmV0'))).toEqual([]);
  });

  it('takes a line that is sent twice for one', async () => {
    const input = { sessionId: house.consoles.linux, line: 'help', requestKey: crypto.randomUUID() };
    const first = await runCommand.run(house.context, responder(), input);
    await expect(runCommand.run(house.context, responder(), input)).resolves.toMatchObject({
      ...{ id: first.id, n: first.n },
    });
    await expect(
      runCommand.run(house.context, responder(), { ...input, line: 'jobs' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('asks a device once however many workers start its line', async () => {
    const dying = { ...house.context, worker: { id: 'another', address: '127.0.0.2' } };
    const signal = AbortSignal.timeout(30_000);
    const offline = await house.connect('kiosk-lobby-02');
    const given = await house.give(offline, 'drivers');
    await Promise.all([dying, house.context, dying].map((context) => workOnConsole(context, signal)));
    const { deviceId } = await house.database.db.deviceSession.findUniqueOrThrow({ where: { id: offline } });
    const open = { deviceId, kind: 'live-response', endedAt: null };
    expect(await house.database.db.deviceAction.count({ where: open })).toBe(1);
    await cancelCommand.run(house.context, responder(), { commandId: given.id });
    await house.settle(given.id);
    await closeSession.run(house.context, responder(), { sessionId: offline });
  });

  it('runs no script that is another one in the library than was reviewed', async () => {
    const signal = AbortSignal.timeout(30_000);
    const bytes = Buffer.from('#!/bin/sh\necho changed\n');
    const changed = { fileName: 'hf-findfile.sh', bytes, description: 'x', parametersDescription: null };
    await house.context.devices?.library?.put({ ...changed, replace: true }, signal);
    await house.refused('linux', 'findfile hosts /etc', /not the reviewed version: its SHA-256 differs/);
    await installScripts.run(house.context, house.person('lead-1'), {});
    expect(await house.itemsPrinted('linux', 'findfile hosts /etc')).toHaveLength(1);
  });

  it('is one of ten of a person, and of one incident’s devices', async () => {
    await house.database.asAdmin(
      `insert into device_session (id, incident_id, device_id, device, read_at, person_object_id, person, reason, authority, folder)
       select gen_random_uuid(), incident_id, 'other-' || n, device, read_at, person_object_id, person, reason, authority, folder
       from device_session, generate_series(1, 7) n where id = $1`,
      [house.consoles.linux],
    );
    await expect(house.connect('kiosk-lobby-02')).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('ten consoles open') },
    });
    await house.database.asAdmin(
      "update device_session set closed_at = now(), closed_why = 'person' where device_id like 'other-%'",
    );
    const { incidentId } = await house.device('jump-linux-01');
    const stranger = { incidentId, deviceId: '0'.repeat(40), ...asked };
    await expect(openSession.run(house.context, responder(), stranger)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('shows what was printed to who may read it, as a read of the sealed item', async () => {
    const command = await house.done('linux', 'dir /etc/ssh');
    const [item] = await house.itemsOf(command);
    const evidenceId = item?.acquisition.evidenceId ?? '';
    const ledger = await testLedger(house.database);
    const read = (account: string) =>
      readCommandOutput.run(house.context, house.person(account), { evidenceId });
    const page = await whileSigning(ledger, read('responder')); // what is not signed yet is waited for
    await expect(read('lead-1')).rejects.toMatchObject({ code: 'forbidden' }); // another one asked for it
    const { look } = house.context.register;
    expect((await look.accessPolicy()).ownPackages).toBe(true);
    const file = { evidenceId, form: 'file' } as const;
    await expect(readCommandOutput.run(house.context, responder(), file)).rejects.toMatchObject({
      code: 'forbidden', // what leaves as a file takes a grant, also from who asked for it
    });
    expect(page).toMatchObject({ script: 'dir', exitCode: 0, read: { kind: 'answer' } });
    await ledger.sign();
    const facts = await look.committedFacts(evidenceId, ['access.content-opened', 'access.content-read']);
    expect(facts.map(({ type, detail }) => [type, 'seen' in detail])).toEqual([
      ['access.content-opened', true],
      ['access.content-read', true],
    ]);
  });

  it('removes no file for who lost the right while the line waited', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const standing = async () => ({ enabled: true, roles: ['responder'] as const });
    const later = { ...house.context, people: { ...house.context.people, standing } };
    const input = { sessionId, line: 'library delete hf-drivers.ps1', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run(later, lead, input);
    await workOnConsole(later, new AbortController().signal);
    expect(await house.record(id)).toMatchObject({
      ...{ state: 'failed', words: expect.stringContaining('has lost the right') },
    });
    expect(await house.database.db.custodyEvent.count({ where: { type: 'library.file-removed' } })).toBe(0);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('removes a file from the library for who may fill it, and says so', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const input = { sessionId, line: 'library delete hf-drivers.ps1', requestKey: crypto.randomUUID() };
    const { id } = await runCommand.run(house.context, lead, input);
    expect(await house.settle(id)).toMatchObject({
      state: 'done',
      words: expect.stringContaining('removed'),
    });
    expect(await house.database.db.custodyEvent.count({ where: { type: 'library.file-removed' } })).toBe(1);
    await house.refused('windows', 'drivers', /not in the tenant’s library/);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it.each([
    ['before it was removed', 'hf-services.ps1', false],
    ['before the answer was on record', 'hf-registry.ps1', true],
  ] as const)('loses no removal over a death %s', async (_, fileName, found) => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const library = house.context.devices?.library;
    if (library === undefined) throw new Error('the house has no librarian');
    const remove: typeof library.remove = async (name, signal) => {
      if (found) await library.remove(name, signal);
      throw new Error('the process died');
    };
    const dying = {
      ...house.context,
      devices: { ...house.context.devices, library: { ...library, remove } },
    };
    const requestKey = crypto.randomUUID();
    const input = { sessionId, line: `library delete ${fileName}`, requestKey };
    await expect(runCommand.run(dying, lead, input)).rejects.toThrow('the process died');
    const given = await house.context.register.look.consoleCommandByKey(requestKey);
    const id = given?.id ?? '';
    const [begun] = await house.facts('library.removal-begun', id);
    expect(begun).toMatchObject({ fileName });
    await house.work(); // it may still be at work: neither ended nor asked again
    await expect(cancelCommand.run(house.context, lead, { commandId: id })).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('asked already') },
    });
    expect(await house.stateOf(id)).toBe('waiting');
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    const signal = AbortSignal.timeout(30_000);
    expect(await workOnOrder(house.context, signal)).toBe(true);
    expect(await workOnOrder(house.context, signal)).toBe(false);
    expect(await house.stateOf(id)).toBe('done');
    expect(await house.removals(fileName)).toMatchObject([{ fileName, sha256: begun?.sha256, found }]);
    expect((await library.files(signal)).map((one) => one.fileName)).not.toContain(fileName);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('removes no other file that has the name by then, and says so', async () => {
    const lead = house.person('lead-1');
    const sessionId = await house.connect('kiosk-lobby-02', lead);
    const library = house.context.devices?.library;
    if (library === undefined) throw new Error('the house has no librarian');
    const fileName = 'hf-persistence.ps1';
    const die = async () => {
      throw new Error('the process died');
    };
    const devices = { ...house.context.devices, library: { ...library, remove: die } };
    const requestKey = crypto.randomUUID();
    const input = { sessionId, line: `library delete ${fileName}`, requestKey };
    await expect(runCommand.run({ ...house.context, devices }, lead, input)).rejects.toThrow('died');
    const signal = AbortSignal.timeout(30_000);
    const other = { fileName, bytes: Buffer.from('other'), description: 'x', parametersDescription: null };
    await library.put({ ...other, replace: true }, signal);
    await house.database.asAdmin('update defender_order set lease_until = now() where ended_at is null');
    expect(await workOnOrder(house.context, signal)).toBe(true);
    const line = await house.context.register.look.consoleCommandByKey(requestKey);
    expect(line).toMatchObject({ state: 'failed', words: expect.stringContaining('another file by now') });
    expect(await house.removals(fileName)).toEqual([]);
    expect((await library.files(signal)).map((one) => one.fileName)).toContain(fileName);
    await closeSession.run(house.context, lead, { sessionId });
  });

  it('fetches an answer that is too long to print by itself, and shows it as if it had been printed', async () => {
    await house.done('linux', 'dir /'); // the device's tree is there from its first use on
    const folder = join(house.cloud.home, 'cloud/devices/jump-linux-01/root/srv/many');
    await mkdir(folder, { recursive: true });
    for (let n = 0; n < 600; n += 1) await writeFile(join(folder, `${'long'.repeat(50)}-${n}`), '');
    const asked = await house.done('linux', 'dir /srv/many > many.json');
    expect(asked.words).toContain('the next line fetches them');
    const fetching = (await house.context.register.look.sessionCommands(house.consoles.linux)).at(-1);
    expect(fetching).toMatchObject({
      line: expect.stringContaining(`hf-${asked.id}.json`),
      notes: [expect.stringContaining(`the answer of line ${asked.n}`)],
      intoFile: 'many.json',
    });
    const fetched = await house.settle(fetching?.id ?? '');
    expect(fetched).toMatchObject({
      state: 'done',
      answer: { kind: 'file', verdict: 'agrees' },
    });
    const [item] = await house.itemsOf(fetched);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    const ledger = await testLedger(house.database);
    await ledger.sign();
    const evidenceId = item?.acquisition.evidenceId ?? '';
    const page = await whileSigning(
      ledger,
      readCommandOutput.run(house.context, responder(), { evidenceId }),
    );
    expect(page).toMatchObject({
      scriptName: 'hf-dir.sh',
      read: { kind: 'answer', output: { count: 600 } },
    });
    if (page.read.kind === 'answer') expect(page.read.output.items).toHaveLength(600);
  }, 60_000);

  it('is closed after half an hour without a line, and what waits in it is not sent', async () => {
    await house.database.asAdmin(
      "update device_session set last_command_at = now() - interval '30 minutes' where id = $1",
      [house.consoles.macos],
    );
    expect(await closeIdleSessions(house.context)).toBe(1);
    expect(await closeIdleSessions(house.context)).toBe(0);
    await expect(house.give(house.consoles.macos, 'jobs')).rejects.toMatchObject({ code: 'conflict' });
    const page = await getConsole(
      { actor: responder(), db: house.database.db },
      ...(await house.at('mac-design-09')),
    );
    expect(page.shown).toMatchObject({ own: false, closedWhy: 'idle', lines: expect.any(Number) });
    expect(page).toMatchObject({ heldBy: null, may: { connect: true } });
  });
});
