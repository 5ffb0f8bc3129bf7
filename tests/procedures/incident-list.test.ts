import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listIncidents } from '../../lib/queries/list-incidents.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { analyst, note } from '../support/facts.ts';

let at: TestDatabase;
beforeAll(async () => {
  at = await freshDatabase();
  await open('Odd sign-ins', 'high');
  await open('Odd mail rule', 'low');
  await open('Unused account', 'low');
});
afterAll(async () => await at?.close());

describe('the list of incidents', () => {
  it('shows those of one severity, whatever else is asked for', async () => {
    expect(await titles({ preset: 'all', severity: 'low' })).toEqual(['Odd mail rule', 'Unused account']);
    expect(await titles({ preset: 'all', severity: 'low', text: 'odd' })).toEqual(['Odd mail rule']);
    expect(await titles({ preset: 'high', severity: 'low' })).toEqual([]);
    expect(await titles({ preset: 'closed', severity: 'high' })).toEqual([]);
  });

  it('shows every severity where none is asked for', async () => {
    expect(await titles({ preset: 'open' })).toHaveLength(3);
  });
});

async function titles(filter: Parameters<typeof listIncidents>[1]): Promise<readonly string[]> {
  const page = await listIncidents({ actor: analyst, db: at.db }, filter);
  return page.rows.map((row) => row.title).toSorted();
}

async function open(title: string, severity: 'high' | 'low'): Promise<void> {
  await at.register.record(analyst, ['incident.note-written'], async (desk) => {
    const incident = await desk.openIncident({ title, severity, openedBy: analyst });
    return { events: [note(incident.id, 'opened')], result: null };
  });
}
