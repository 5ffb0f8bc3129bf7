import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonActor } from '../../lib/custody/actor.ts';
import { readRecordedEvent } from '../../lib/custody/recorded-event.ts';
import { correctRecord } from '../../lib/procedures/custody/correct-record.ts';
import { writeNote } from '../../lib/procedures/incident/write-note.ts';
import { type AccessHouse, openAccessHouse, present } from '../support/access-house.ts';
import { cookieOf } from '../support/portal.ts';
import { incidentTimeline } from '../support/recorded-timeline.ts';

let house: AccessHouse;
beforeAll(async () => {
  house = await openAccessHouse();
});
afterAll(() => house?.at.close());

const right = { field: 'detail.text', corrected: 'Seen at 10:20Z.', reason: 'I misread the clock.' };
const correct = (by: PersonActor, eventId: string, change: object = {}) =>
  house.run(by, correctRecord, { eventId, ...right, ...change });

/** A note in an incident, and the event that records it. */
async function note() {
  const { incidentId } = await house.newTenant();
  const author = present('analyst');
  await house.run(author, writeNote, { incidentId, text: 'Seen at 10:02Z.' });
  const where = { stream: incidentId, type: 'incident.note-written' };
  const { id } = await house.at.db.custodyEvent.findFirstOrThrow({ where });
  return { incidentId, author, id };
}

describe('a correction', () => {
  it('stands beside the original, with what the record said and not what the form says, and leads are told', async () => {
    const { incidentId, author, id } = await note();
    const [lead, analyst] = [present('lead'), present('analyst')];
    for (const person of [lead, analyst]) await cookieOf(house.at, person);
    const before = await house.at.db.custodyEvent.findUniqueOrThrow({ where: { id } });
    await correct(author, id);
    expect(await house.at.db.custodyEvent.findUniqueOrThrow({ where: { id } })).toEqual(before);
    const where = { stream: incidentId, type: 'custody.corrected' };
    const fact = await house.at.db.custodyEvent.findFirstOrThrow({ where });
    expect(readRecordedEvent(fact.body)).toMatchObject({
      reason: right.reason,
      detail: { eventId: id, n: Number(before.n), recorded: 'Seen at 10:02Z.', corrected: right.corrected },
    });
    expect(await house.notesOf(lead)).toContainEqual(expect.stringContaining('corrected a record'));
    expect(await house.notesOf(analyst)).toEqual([]);
    const { events } = await incidentTimeline({ actor: author, db: house.at.db }, incidentId);
    expect(events.find((one) => one.id === id)).toMatchObject({
      words: { sentence: '“Seen at 10:02Z.”' },
      corrections: [{ recorded: 'Seen at 10:02Z.', corrected: right.corrected, by: author.displayName }],
    });
  });

  it('is refused for a field that the record does not have, and takes no recorded value from the form', async () => {
    const { author, id } = await note();
    const refused = { code: 'invalid-input' };
    await expect(correct(author, id, { field: 'detail.colour' })).rejects.toMatchObject(refused);
    await expect(correct(author, id, { corrected: 'Seen at 10:02Z.' })).rejects.toMatchObject(refused);
    await expect(correct(author, id, { recorded: 'Never seen.' })).rejects.toMatchObject(refused);
    await expect(correct(author, crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not made of a record that was altered behind the product’s back', async () => {
    const { author, id } = await note();
    await house.at.asAdmin(`alter table custody_event disable trigger refuse_change;
      update custody_event set body = convert_to(replace(convert_from(body, 'UTF8'), '10:02', '11:02'), 'UTF8')
        where id = '${id}';
      alter table custody_event enable always trigger refuse_change`);
    await expect(correct(author, id)).rejects.toMatchObject({ code: 'conflict' });
  });
});
