import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RaisedAlarm } from '../../lib/ports/alarm-desk.ts';
import { acknowledgeAlarm } from '../../lib/procedures/alarm/acknowledge-alarm.ts';
import { closeAlarm } from '../../lib/procedures/alarm/close-alarm.ts';
import { getAlarm } from '../../lib/queries/get-alarm.ts';
import { countAlarms, listAlarms } from '../../lib/queries/list-alarms.ts';
import { type AlarmHouse, lead, openAlarmHouse, person } from '../support/alarm-house.ts';
import { analyst } from '../support/facts.ts';

const notices = async (key: string) => {
  const rows = await at.db.alarmNotice.findMany({ where: { alarm: { key } }, orderBy: { createdAt: 'asc' } });
  return rows.map(({ what }) => what);
};
let at: AlarmHouse;

beforeAll(async () => {
  at = await openAlarmHouse();
});

afterAll(async () => await at?.close());

describe('an alarm', () => {
  it('is one while it is open, told again only when there is news, and over once', async () => {
    const key = 'a:1';
    await at.raise({ key });
    await Promise.all([at.raise({ key }), at.raise({ key }), at.raise({ key })]);
    expect(await at.db.alarm.count({ where: { key } })).toBe(1);
    expect(await at.ofKey(key)).toMatchObject({ times: 4, severity: 'warning', kind: 'a' });
    expect(await notices(key)).toEqual(['raised']);
    await at.raise({ key, severity: 'critical' });
    await at.raise({ key, severity: 'critical', title: 'Something else is wrong' });
    expect(await notices(key)).toEqual(['raised', 'raised-again', 'raised-again']);
    await Promise.all([at.clear(key), at.clear(key)]);
    await at.clear(key);
    expect(await notices(key)).toEqual(['raised', 'raised-again', 'raised-again', 'cleared']);
    await at.raise({ key });
    expect(await at.db.alarm.count({ where: { key } })).toBe(2);
    await at.clear(key);
  });

  it('is raised with its cause or not at all, and its title is one line', async () => {
    const failing = at.register.record(analyst, ['incident.note-written'], async (desk) => {
      await desk.raiseAlarm({ ...plain('b:1'), title: 'x' });
      throw new Error('the cause was not recorded');
    });
    await expect(failing).rejects.toThrow('the cause was not recorded');
    expect(await at.db.alarm.count({ where: { key: 'b:1' } })).toBe(0);
    await at.raise({ key: 'b:2', title: 'Gone\r\nBcc: stranger@evil.example\u2028x' });
    expect((await at.ofKey('b:2')).title).toBe('Gone Bcc: stranger@evil.example x');
    await at.clear('b:2');
  });

  it('is acknowledged once, by name and with a note, in the record, and waits again when it gets worse', async () => {
    await at.raise({ key: 'c:1', incidentId: at.incidentId });
    const { id, serial } = await at.ofKey('c:1');
    const number = `AL-${String(serial).padStart(4, '0')}`;
    expect(await countAlarms(at.viewer())).toEqual({ open: 1, waiting: 1 });
    await acknowledgeAlarm.run(at.context(), lead, { alarmId: id, note: 'I look into it.' });
    await expect(acknowledgeAlarm.run(at.context(), lead, { alarmId: id, note: null })).rejects.toMatchObject(
      {
        code: 'conflict',
      },
    );
    const event = await at.db.custodyEvent.findFirstOrThrow({ where: { type: 'alarm.acknowledged' } });
    expect(event).toMatchObject({ stream: id, incidentId: at.incidentId, actorObjectId: lead.objectId });
    expect(JSON.parse(Buffer.from(event.body ?? []).toString()).detail).toEqual({
      alarmId: id,
      number,
      kind: 'c',
      title: 'Something is wrong',
      note: 'I look into it.',
    });
    expect(await countAlarms(at.viewer())).toEqual({ open: 1, waiting: 0 });
    await at.raise({ key: 'c:1', incidentId: at.incidentId }); // nothing new: it stays acknowledged
    expect(await countAlarms(at.viewer())).toEqual({ open: 1, waiting: 0 });
    await at.raise({ key: 'c:1', incidentId: at.incidentId, severity: 'critical' });
    expect(await countAlarms(at.viewer())).toEqual({ open: 1, waiting: 1 });
    await at.clear('c:1');
    await expect(acknowledgeAlarm.run(at.context(), lead, { alarmId: id, note: null })).rejects.toMatchObject(
      {
        code: 'conflict',
      },
    );
    const { rows } = await listAlarms(at.viewer(), { view: 'history', kind: 'c' });
    expect(rows).toMatchObject([{ number, title: 'Something is wrong', acknowledged: null }]);
  });

  it('is closed by hand where it says that something happened, never where it says how something is', async () => {
    const reason = 'Looked into; nothing came of it.';
    await at.raise({ key: 'offer:1' });
    const { id } = await at.ofKey('offer:1');
    await acknowledgeAlarm.run(at.context(), person('auditor'), { alarmId: id, note: 'Seen.' });
    await closeAlarm.run(at.context(), lead, { alarmId: id, reason });
    expect(await notices('offer:1')).toEqual(['raised', 'cleared']);
    expect(await at.db.custodyEvent.count({ where: { type: 'alarm.closed', stream: id } })).toBe(1);
    expect(await getAlarm(at.viewer(), id)).toMatchObject({
      acknowledged: { name: 'auditor', note: 'Seen.' },
      closed: { name: 'lead', note: reason },
    });
    const again = closeAlarm.run(at.context(), lead, { alarmId: id, reason });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await at.raise({ key: 'posture' });
    const state = closeAlarm.run(at.context(), lead, { alarmId: (await at.ofKey('posture')).id, reason });
    await expect(state).rejects.toThrow('this alarm is over when what it is about is mended');
    await at.clear('posture');
  });

  it('cannot be removed, reopened or made public by the portal’s own role', async () => {
    for (const attack of [
      'delete from alarm',
      'truncate alarm cascade',
      "update alarm set cleared_at = null where key = 'c:1'",
      "update alarm_notice set title = ''",
      'delete from alarm_attempt',
    ])
      await expect(at.as('app', attack), attack).rejects.toThrow(/permission denied|refused|keeps/);
  });
});

function plain(key: string): RaisedAlarm {
  const about = { severity: 'warning', title: 'x', words: '', subject: null, href: '/' } as const;
  return { key, ...about, incidentId: null, audience: null, notBy: null };
}
