import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { closeSession } from '../../lib/procedures/console/close-session.ts';
import { installScripts } from '../../lib/procedures/console/install-scripts.ts';
import { confirmProposal } from '../../lib/procedures/proposal/confirm-proposal.ts';
import { checkLibrary } from '../../lib/procedures/script/check-library.ts';
import { listOwnScripts } from '../../lib/procedures/script/list-own-scripts.ts';
import { pinnedScripts } from '../../lib/procedures/script/pinned-script.ts';
import { retireScript } from '../../lib/procedures/script/retire-script.ts';
import { scriptNamesFor } from '../../lib/procedures/script/script-names-for.ts';
import { type Uploaded, uploadScript } from '../../lib/procedures/script/upload-script.ts';
import { getScript } from '../../lib/queries/get-script.ts';
import { listScripts } from '../../lib/queries/list-scripts.ts';
import { perform } from '../../lib/web/perform.ts';
import { openScriptHouse, reason, type ScriptHouse, signal } from '../support/script-house.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let house: ScriptHouse;

beforeAll(async () => {
  house = await openScriptHouse();
}, 60_000);

afterAll(() => house?.close());

describe('a script that somebody uploads', () => {
  it('runs on no device until others have reviewed it, and then with the bytes that they saw', async () => {
    const first = await upload('agent-times.sh', '#!/bin/sh\r\necho first\r\n');
    expect(first).toMatchObject({ n: 1, normalised: true });
    expect(await pins()).not.toHaveProperty('agent-times.sh');
    expect(await scriptNamesFor(house.context, 'linux')).not.toContain('agent-times.sh');
    await expect(
      perform(house.context, house.lead(), installScripts, { scriptIds: [first.id] }),
    ).rejects.toThrow('Nothing of this script is reviewed');
    await house.review(first);
    expect(await pins()).toHaveProperty('agent-times.sh', first.sha256);
    const [onLinux, onWindows] = [
      await scriptNamesFor(house.context, 'linux'),
      await scriptNamesFor(house.context, 'windows'),
    ];
    expect(onLinux).toEqual(expect.arrayContaining(['agent-times.sh', 'hf-dir.sh']));
    expect(onWindows).not.toContain('agent-times.sh');
    await perform(house.context, house.lead(), installScripts, { scriptIds: [first.id] });
    const session = await house.connect('jump-linux-01');
    expect(await house.give(session, 'run agent-times.sh -parameters "-days x"')).toMatchObject({
      state: 'refused',
      words: '-days takes a whole number, not “x”.',
    });
    const done = await house.run(session, 'run agent-times.sh -parameters "-days 8"');
    expect(done.state).toBe('done');
    expect((await house.printed(done))?.result.output).toContain('first');
    const page = await getScript(house.viewer(), first.id);
    expect(page.uses).toMatchObject([{ sha256: first.sha256, device: { name: 'jump-linux-01' } }]);
    expect(page).toMatchObject({ library: { standing: 'as-pinned' }, shown: { diff: null } });
  }, 60_000);

  it('is replaced by its next version only once that is reviewed, which the reviewer saw line by line', async () => {
    const second = await upload('agent-times.sh', '#!/bin/sh\necho second\n');
    expect(second.n).toBe(2);
    const { id, shown, may } = await getScript(house.viewer(), second.id);
    expect(may.proposeReview).toBe(true);
    expect(shown.diff).toMatchObject({ against: 1, added: 1, removed: 1 });
    expect(await pins()).not.toHaveProperty('agent-times.sh', second.sha256);
    await house.review(second);
    expect(await pins()).toHaveProperty('agent-times.sh', second.sha256);
    const { versions } = await getScript(house.viewer(), id);
    expect(versions.map(({ n, state }) => `${n} ${state}`)).toEqual(['2 reviewed', '1 retired']);
    await checkLibrary(house.context, signal, 0);
    expect((await getScript(house.viewer(), id)).library?.standing).toBe('outdated');
    expect(await house.openAlarms()).toEqual([]);
  });

  it('is not run as another version than its parameters were held against, however long the line waited', async () => {
    const first = await upload('agent-waits.sh', '#!/bin/sh\necho first\n');
    await house.review(first);
    await perform(house.context, house.lead(), installScripts, { scriptIds: [first.id] });
    const session = await house.connect('mac-design-09');
    await house.give(session, 'processes');
    const waiting = await house.give(session, 'run agent-waits.sh');
    const second = await upload('agent-waits.sh', '#!/bin/sh\necho second\n');
    await house.review(second);
    await perform(house.context, house.lead(), installScripts, { scriptIds: [second.id] });
    expect(await house.settle(waiting.id)).toMatchObject({
      ...{ state: 'failed', words: expect.stringContaining('Give the line again') },
    });
    expect((await house.run(session, 'run agent-waits.sh')).state).toBe('done');
    await closeSession.run(house.context, house.responder(), { sessionId: session });
  }, 60_000);

  it('is refused where the same bytes are there, the name is another spelling, or Defender takes no such name', async () => {
    await expect(upload('agent-times.sh', '#!/bin/sh\necho second\n')).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(upload('Agent-Times.sh', '#!/bin/sh\n')).rejects.toThrow('does not tell');
    await expect(upload('../x.sh', 'x')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(upload('empty.sh', '')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a review', () => {
  it('counts from nobody who uploaded or proposed it', async () => {
    const brought = await upload('from-lead.sh', '#!/bin/sh\necho lead\n', house.lead());
    const { id: proposalId } = await house.propose(brought, house.responder());
    const seen = async (actor: PersonActor) =>
      (await getScript({ actor, db: house.database.db }, brought.id)).waiting?.may.decide;
    expect([await seen(house.lead()), await seen(house.present('lead-2'))]).toEqual([false, true]);
    const confirm = (by: PersonActor) =>
      perform(house.context, by, confirmProposal, { proposalId, comment: null });
    await expect(confirm(house.lead())).rejects.toMatchObject({ code: 'forbidden' }); // uploaded it
    await expect(confirm(house.responder())).rejects.toMatchObject({ code: 'forbidden' }); // proposed it
    await expect(confirm(house.present('lead-2'))).resolves.toEqual({ state: 'confirmed' });
  });

  it('is not written into the database past the proposal, nor are other bytes under its digest', async () => {
    const draft = await upload('past.sh', '#!/bin/sh\necho past\n');
    const app = (text: string) => house.database.db.$executeRawUnsafe(text);
    const id = `where id = '${draft.versionId}'`;
    await expect(
      app(`update script_version set state = 'reviewed', reviewed_at = now() ${id}`),
    ).rejects.toThrow('reviewed by others');
    await expect(app(`update script_version set bytes = 'x' ${id}`)).rejects.toThrow('permission denied');
    await expect(app(`delete from script_version ${id}`)).rejects.toThrow('permission denied');
    const other = `insert into script_version (id, script_id, n, origin, bytes, size_bytes, sha256, normalised, signature,
      systems, description, state, reviewed_at) select '${randomUUID()}', script_id, 9, 'release', 'x', 1, sha256, false,
      'none', systems, 'x', 'reviewed', now() from script_version ${id}`;
    await expect(app(other)).rejects.toThrow('script_version_known');
  });
});

describe('the product’s own scripts', () => {
  it('are listed once, reviewed by their release, and run no more when a lead retires one', async () => {
    expect(await listOwnScripts(house.context)).toBe((await house.context.scripts?.list())?.length);
    expect(await listOwnScripts(house.context)).toBe(0);
    const { scripts } = await listScripts(house.viewer());
    const uptime = scripts.find(({ fileName }) => fileName === 'hf-connections.sh');
    expect(uptime).toMatchObject({ origin: 'release', state: 'reviewed', standing: 'as-pinned' });
    const versionId = (await getScript(house.viewer(), uptime?.id ?? '')).shown.version.id;
    await expect(
      perform(house.context, house.responder(), retireScript, { versionId, reason }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    await perform(house.context, house.lead(), retireScript, { versionId, reason });
    expect(await pins()).not.toHaveProperty('hf-connections.sh');
    expect(await listOwnScripts(house.context)).toBe(0); // a restart brings it not back
  });
});

describe('a collector of the customer’s, which a wrapper of ours starts', () => {
  // stands in for UAC: it fails where SHA-256 is not switched on, and names its archive as it is told
  const uac = [
    '#!/bin/sh',
    'grep -q "^hash_algorithm: .md5, sha1, sha256.$" config/uac.conf || exit 3',
    'printf "%s %s" "$2" "$4" >"$5/$4.tar.gz"',
  ].join('\n');

  beforeAll(() => house.cloud.admin('DELETE', '/faults'));

  it('is put on the device, started, looked at, and its archive sealed beside the digest that was printed', async () => {
    const session = await house.connect('vm-web-03');
    const line = 'run hf-collect-uac.sh -parameters "-profile offline"';
    expect(await house.give(session, line)).toMatchObject({
      ...{ state: 'refused', words: expect.stringContaining('No reviewed UAC is there') },
    });
    await house.bringUac(uac);
    const started = await house.run(session, line);
    expect(started).toMatchObject({ state: 'done', words: expect.stringContaining('the next line looks') });
    const [given] = await house.facts('device.command-run', started.id);
    expect(given).toMatchObject({
      steps: [{ type: 'PutFile', fileName: 'uac-3.tar.gz' }, { scriptName: 'hf-collect-uac.sh' }],
      scripts: [{ fileName: 'hf-collect-uac.sh' }, { fileName: 'uac-3.tar.gz' }],
    });
    const { look } = house.context.register;
    const following = async () => (await look.sessionCommands(session)).filter(({ n }) => n > started.n);
    await expect
      .poll(
        async () => {
          const last = (await following()).at(-1);
          return last === undefined ? null : (await house.settle(last.id)).command?.name;
        },
        { timeout: 30_000 },
      )
      .toBe('getfile');
    const lines = await following();
    const made = `offline hf-uac-${started.id}`;
    expect(lines[0]).toMatchObject({
      line: `run hf-collect-uac.sh -parameters "-run ${started.id}"`,
      notes: [expect.stringContaining(`the collection of line ${started.n}`)],
    });
    const fetched = lines.at(-1);
    expect(fetched).toMatchObject({
      ...{
        state: 'done',
        line: expect.stringContaining(`/tmp/hf-uac-${started.id}/hf-uac-${started.id}.tar.gz`),
      },
      answer: { kind: 'file', verdict: 'agrees', device: { sha256: sha256(made) } },
    });
    expect(fetched?.answer).toMatchObject({ received: { contentSha256: sha256(made) } });
    if (fetched === undefined) return;
    const [item] = await house.itemsOf(fetched);
    expect(item?.acquisition.steps['seal-evidence'].state).toBe('done');
    expect(item?.source.output).toMatchObject({ kind: 'device-file' });
    await closeSession.run(house.context, house.responder(), { sessionId: session });
  }, 60_000);
});

it('more collectors than are looked through are counted, so that the page can say so', async () => {
  await listOwnScripts(house.context);
  await house.database.asAdmin(`
    with made as (
      insert into script (id, file_name, kind) select gen_random_uuid(), 'uac-' || lpad(g::text, 3, '0') || '.tar.gz', s.kind
      from script s, generate_series(1, 60) g where s.file_name = 'hf-dir.sh' returning id)
    insert into script_version select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(), 'script_id', made.id))).*
    from made, script s join script_version v on v.script_id = s.id where s.file_name = 'hf-dir.sh' and v.n = 1`);
  const { collectors, collectorsInAll } = await listScripts(house.viewer());
  expect(collectors).toHaveLength(50);
  expect(collectorsInAll).toBeGreaterThanOrEqual(60);
});

async function upload(fileName: string, text: string, by = house.responder()): Promise<Uploaded> {
  return await perform(house.context, by, uploadScript, {
    ...{ fileName, content: Buffer.from(text).toString('base64'), systems: ['linux'], reason },
    ...{ description: 'Says which times it knows.', parameters: 'days integer optional How many days back' },
  });
}

async function pins(): Promise<Readonly<Record<string, string>>> {
  const all = await pinnedScripts(house.context);
  return Object.fromEntries([...all].map(([fileName, { sha256 }]) => [fileName, sha256]));
}
