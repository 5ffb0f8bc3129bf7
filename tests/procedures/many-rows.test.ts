import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolationsOf } from '../../lib/queries/device-isolation.ts';
import { getDevice } from '../../lib/queries/get-device.ts';
import { getIncident } from '../../lib/queries/get-incident.ts';
import { getIncidentTimeline } from '../../lib/queries/get-timeline.ts';
import { listDevices } from '../../lib/queries/list-devices.ts';
import { listIncidents } from '../../lib/queries/list-incidents.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst } from '../support/facts.ts';
import { everyEvent } from '../support/recorded-timeline.ts';

const big = idOf(1);
const cutOff = '7'.padStart(40, '0');
let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
  await fill();
});
afterAll(async () => await at?.close());
const viewer = () => ({ actor: analyst, db: at.db });

describe('a list of more rows than a page holds', () => {
  it('says how many there are, counts no further than ten thousand, and misses none from page to page', async () => {
    const first = await listIncidents(viewer(), { preset: 'all' });
    expect(first.inAll).toEqual({ rows: 120, isMore: false });
    const second = await listIncidents(viewer(), { preset: 'all', before: first.olderThan ?? '' });
    const third = await listIncidents(viewer(), { preset: 'all', before: second.olderThan ?? '' });
    const ids = [first, second, third].flatMap(({ rows }) => rows.map(({ id }) => id));
    expect([new Set(ids).size, third.olderThan]).toEqual([120, null]);
    await at.asAdmin(
      `insert into incident (id, number, source, title, severity, status, container, opened_at, updated_at)
       select gen_random_uuid(), 'MANY-' || g, 'manual', 'x', 'low', 'closed', 'many-' || g, now(), now()
       from generate_series(1, 10050) g`,
    );
    const { inAll } = await listIncidents(viewer(), { preset: 'closed' });
    expect(inAll).toEqual({ rows: 10_000, isMore: true });
  });

  it('of an incident comes a page at a time: machines first, then the devices that are none of them', async () => {
    const first = await getIncident(viewer(), big);
    expect([first.machines.length, first.devices.length, first.entities]).toEqual([100, 0, 180]);
    expect(first.machines[0]?.device?.name).toBe('device-0001'); // the same machine, as Defender knows it
    const second = await getIncident(viewer(), big, { page: '2' });
    expect([second.machines.length, second.devices.length]).toEqual([30, 50]);
    const ids = [first, second].flatMap(({ machines, devices }) => [...machines, ...devices]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(180);
    expect([first.alerts.length, second.alerts.length, first.counts.alerts]).toEqual([100, 5, 105]);
    expect((await getIncident(viewer(), big, { name: 'M-0117' })).machines.map(({ name }) => name)).toEqual([
      'vm-0117',
    ]);
    expect((await getIncident(viewer(), big, { page: 'x' })).page).toBe(1);
  });

  it('of devices names each once, however many incidents name it, and finds one by its name', async () => {
    const first = await listDevices(viewer());
    const second = await listDevices(viewer(), { page: '2' });
    const ids = [first, second].flatMap(({ rows }) => rows.map(({ deviceId }) => deviceId));
    expect([new Set(ids).size, first.inAll.rows, second.next]).toEqual([60, 60, null]);
    const [shared] = (await listDevices(viewer(), { q: 'DEVICE-0007' })).rows;
    expect([shared?.incidents.length, shared?.inIncidents]).toEqual([5, 40]);
  });
});

it('an incident’s timeline lists the newest alerts, says how many began before, and gives each where one goes on', async () => {
  const [other] = (await listIncidents(viewer(), { preset: 'all' })).rows.filter(({ id }) => id !== big);
  const at0 = Date.parse('2026-01-01T00:00:00Z');
  await at.db.incidentAlert.createMany({
    data: Array.from({ length: 450 }, (_, n) => ({
      ...{ incidentId: other?.id ?? '', externalId: `timed-${n}`, title: 'Timed', severity: 'low' },
      firstActivityAt: new Date(at0 + Math.floor(n / 4) * 60_000), // four at a time
      createdAt: new Date(at0),
    })),
  });
  const pageUntil = async (until: string | null) => {
    const query = { ...everyEvent, created: { from: null, until } };
    return (await getIncidentTimeline(viewer(), other?.id ?? '', query)).page;
  };
  const first = await pageUntil(null);
  const second = await pageUntil(first.alerts.at(-1)?.at ?? null);
  const third = await pageUntil(second.alerts.at(-1)?.at ?? null);
  const left = [first, second, third].map(({ alertsLeft }) => alertsLeft);
  expect(left).toEqual([248, 48, 0]); // 450 are 112 times four and two: no four are parted
  expect(new Set([first, second, third].flatMap(({ alerts }) => alerts.map(({ id }) => id))).size).toBe(450);
});

it('a device is shown as cut off however much was asked of it since, and what its page leaves out is counted', async () => {
  const [row] = (await listDevices(viewer(), { q: cutOff })).rows;
  expect(row?.isolation?.state).toBe('isolated');
  const page = await getDevice(viewer(), big, cutOff);
  expect(page.isolation?.state).toBe('isolated');
  expect([page.actions.length, page.actionsInAll]).toEqual([100, 151]);
});

it('the newest act that was done says whether a device is cut off, and none of an incident that is hidden', async () => {
  const again = '9'.padStart(40, '0');
  const person = JSON.stringify(analyst);
  const acts = (incident: string, from: number, kind: string) =>
    at.asAdmin(
      `insert into device_action (id, number, incident_id, device_id, device, read_at, kind, act, reason, authority, plan,
        requester_object_id, requester, request_key, state, defender_id, seen, created_at, ended_at)
      select gen_random_uuid(), 'AG-' || g, '${incident}', '${again}', '{}', now(), kind, jsonb_build_object('kind', kind, 'type', 'Full'),
        'x', '{}', 'x', 'p', $1::jsonb, gen_random_uuid(), 'ended', 'a-' || g, '{"state":"succeeded"}', now() + g * interval '1 second',
        now() from (select g, case when g % 2 = 0 then '${kind}' else 'release' end as kind
          from generate_series(${from}, ${from} + 999) g) of`,
      [person],
    );
  await acts(big, 1, 'isolate');
  await acts(idOf(2), 5_000, 'release');
  await at.asAdmin(`update incident set restricted = true where id = '${idOf(2)}'`);
  expect((await isolationsOf(viewer(), [again, cutOff])).get(again)?.state).toBe('isolated');
  expect((await isolationsOf(viewer(), [again], idOf(2))).size).toBe(0);
  await at.asAdmin(`update incident set restricted = false where id = '${idOf(2)}'`);
  expect((await isolationsOf(viewer(), [again, cutOff])).get(again)?.state).toBe('released');
  expect((await isolationsOf(viewer(), [again, cutOff])).get(cutOff)?.state).toBe('isolated');
});

function idOf(n: number): string {
  return `0b000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** 120 incidents; the first with 105 alerts, 130 machines, 60 devices of which ten are machines too, and 151 acts on one. */
async function fill(): Promise<void> {
  await at.asAdmin(`
    insert into incident (id, number, source, title, severity, status, container, opened_at, updated_at)
    select ('0b000000-0000-7000-8000-' || lpad(to_hex(g), 12, '0'))::uuid, 'INC-' || lpad(g::text, 4, '0'), 'manual', 'x', 'low',
      'open', 'c-' || g, now(), now() from generate_series(1, 120) g`);
  await at.asAdmin(`
    insert into incident_alert (id, incident_id, external_id, title, severity, created_at)
    select gen_random_uuid(), '${big}', g::text, 'x', 'low', now() from generate_series(1, 105) g`);
  await at.asAdmin(`
    insert into incident_machine (id, incident_id, resource_id, name)
    select gen_random_uuid(), '${big}', '/vm/' || g, 'vm-' || lpad(g::text, 4, '0') from generate_series(1, 130) g`);
  await at.asAdmin(`
    insert into incident_device (id, incident_id, device_id, name, vm_resource_id)
    select gen_random_uuid(), '${big}', lpad(g::text, 40, '0'), 'device-' || lpad(g::text, 4, '0'),
      case when g <= 10 then '/vm/' || g end from generate_series(1, 60) g`);
  await at.asAdmin(`
    insert into incident_device (id, incident_id, device_id, name)
    select gen_random_uuid(), id, '${cutOff}', 'device-0007' from incident where number between 'INC-0002' and 'INC-0040'`);
  const person = JSON.stringify(analyst);
  await at.asAdmin(
    `insert into device_action (id, number, incident_id, device_id, device, read_at, kind, act, reason, authority, plan,
      requester_object_id, requester, request_key, state, defender_id, seen, created_at, ended_at)
    select gen_random_uuid(), 'DA-' || g, '${big}', '${cutOff}', '{}', now(), kind, jsonb_build_object('kind', kind, 'type', 'Full'),
      'x', '{}', 'x', 'p', $1::jsonb, gen_random_uuid(), 'ended', 'd-' || g, '{"state":"succeeded"}', now() - g * interval '1 minute',
      now() from (select g, case when g = 151 then 'isolate' else 'collect-package' end as kind from generate_series(1, 151) g) of`,
    [person],
  );
}
