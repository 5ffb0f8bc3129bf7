import { describe, expect, it } from 'vitest';
import type { HuntingTables } from '../../../lib/embedded/hunting/hunting-table.ts';
import { runQuery } from '../../../lib/embedded/hunting/run-query.ts';

const now = new Date('2026-11-22T12:00:00Z');
const tables: HuntingTables = {
  Events: {
    columns: [
      { name: 'Timestamp', type: 'DateTime' },
      { name: 'Name', type: 'String' },
      { name: 'Size', type: 'Int64' },
      { name: 'Raw', type: 'Object' },
    ],
    rows: [
      { Timestamp: '2026-11-22T11:30:00Z', Name: 'upd-svc.exe', Size: 9, Raw: { Device: 'a' } },
      { Timestamp: '2026-11-21T11:30:00Z', Name: 'Explorer.exe', Size: 100, Raw: { Device: 'b' } },
      { Timestamp: '2026-11-20T11:30:00Z', Name: 'updater', Size: 20, Raw: { Device: 'b' } },
    ],
  },
};

const names = (query: string) => runQuery(`${query} | project Name`, tables, now).rows.map((row) => row.Name);

describe('a hunting query', () => {
  it.each([
    ['Events | where Name == "explorer.exe"', []],
    ['Events | where Name =~ "explorer.exe"', ['Explorer.exe']],
    ['Events | where Name has "upd"', ['upd-svc.exe']],
    ['Events | where Name contains "upd"', ['upd-svc.exe', 'updater']],
    ["Events | where Name in ('updater', 'other')", ['updater']],
    ['Events | where Timestamp > ago(1h)', ['upd-svc.exe']],
    ['Events | where Timestamp < datetime(2026-11-21)', ['updater']],
    ['Events | where Raw.Device == "b" and not(Size > 50) // trailing words', ['updater']],
    ['Events | where (Size == 9 or Size == 20) | order by Size', ['updater', 'upd-svc.exe']],
    ['Events | sort by Size asc | take 1', ['upd-svc.exe']],
    ['Events | top 1 by Size', ['Explorer.exe']],
    ['Events | extend Low = tolower(Name) | where Low startswith "expl"', ['Explorer.exe']],
  ])('%s', (query, found) => {
    expect(names(query)).toEqual(found);
  });

  it('counts, all together or by a value', () => {
    expect(runQuery('Events | where Size > 999 | count', tables, now).rows).toEqual([{ Count: 0 }]);
    const by = runQuery('Events | summarize n = count() by Device = tostring(Raw.Device)', tables, now);
    expect(by.rows).toEqual([
      { Device: 'a', n: 1 },
      { Device: 'b', n: 2 },
    ]);
    expect(by.columns.map((one) => one.name)).toEqual(['Device', 'n']);
  });

  it.each([
    ['Nothing | take 1', 'position 1'],
    ['Events | mv-expand Raw', 'position 10'],
    ['Events | where Colour == "red"', 'position 16'],
    ['Events | where Size like 3', 'position 21'],
    ['Events | take many', 'position 15'],
    ['Events where Size > 1', 'position 8'],
    ['Events | where Name == "open', 'position 24'],
  ])('is refused with the place of what is wrong: %s', (query, place) => {
    expect(() => runQuery(query, tables, now)).toThrow(place);
  });
});
