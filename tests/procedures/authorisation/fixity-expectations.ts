import type { CustodyEvent } from '../../../lib/custody/custody-event.ts';
import { copyVerificationEvent } from '../../../lib/procedures/evidence/copy-verification-event.ts';
import type { FixityCalendar } from '../../../lib/queries/get-fixity.ts';
import type { CheckPage } from '../../../lib/queries/list-checks.ts';
import { checkTimes } from '../../../lib/queries/scheduled-checks.ts';
import { analyst } from '../../support/facts.ts';
import { personOf } from '../../support/portal.ts';
import { type Stage, stage } from '../../support/stage.ts';
import { query } from './call.ts';
import { differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

const weekMs = 7 * 86_400_000;

export const fixityExpectations: readonly Expectation[] = [
  {
    entry: 'the calendar of checks',
    files: ['lib/queries/get-fixity.ts', 'lib/queries/calendar-entries.ts'],
    sentence: 'has neither past nor coming checks of a hidden restricted incident',
    async problems(house) {
      const [hidden, open] = [
        await checkedItem(house, await stage(house.database, { restricted: true })),
        await checkedItem(house, await stage(house.database, { restricted: false })),
      ];
      const marks = async (evidenceId: string) => [
        ...(await marksOf(house, evidenceId, 0)),
        ...(await marksOf(house, evidenceId, weekMs)),
      ];
      const found = { hidden: await marks(hidden), open: [...new Set(await marks(open))].toSorted() };
      return differs('marks', found, { hidden: [], open: ['done', 'due'] });
    },
  },
  {
    entry: 'the list of next checks',
    files: ['lib/queries/list-checks.ts', 'lib/queries/due-checks.ts'],
    sentence: 'has no check of an item of a hidden restricted incident',
    async problems(house) {
      const [hidden, open] = [
        await checkedItem(house, await stage(house.database, { restricted: true })),
        await checkedItem(house, await stage(house.database, { restricted: false })),
      ];
      const pages = await Promise.all(
        checkTimes.map(
          async (time) =>
            (await query(house, 'list-checks.ts', 'listChecks', personOf('auditor'), time)) as CheckPage,
        ),
      );
      const listed = (id: string) =>
        pages.flatMap(({ rows }) => rows).some(({ evidenceId }) => evidenceId === id);
      return differs('listed', { hidden: listed(hidden), open: listed(open) }, { hidden: false, open: true });
    },
  },
];

/** What the calendar of the month so long from now says of an item, to an auditor who is no member. */
async function marksOf(house: House, evidenceId: string, ahead: number): Promise<readonly string[]> {
  const month = new Date(Date.now() + ahead).toISOString().slice(0, 7);
  const auditor = personOf('auditor');
  const calendar = (await query(house, 'get-fixity.ts', 'getFixity', auditor, { month })) as FixityCalendar;
  return calendar.entries.filter((entry) => entry.evidenceId === evidenceId).map(({ mark }) => mark);
}

/** Seals the item of a stage by its row and its record, with a sample that was as sealed. Out: its id. */
async function checkedItem({ database }: House, { evidenceId, incidentId }: Stage): Promise<string> {
  await database.asAdmin(
    `update evidence_item set state = 'sealed', sealed_at = now(), size_bytes = 4194816 where id = $1`,
    [evidenceId],
  );
  const sampled = copyVerificationEvent('evidence.sampled', { evidenceId, incidentId }, null, {
    ...{ verificationId: evidenceId, exhibitNumber: 'EV', blocks: 2, sampled: 2 },
    ...{ outcome: 'as-sealed', bytes: '4194816', problem: null },
  });
  // Only that it is on record counts here.
  const sealed = { ...sampled, type: 'evidence.sealed' } as unknown as CustodyEvent<'evidence.sealed'>;
  await database.register.record(analyst, ['evidence.sealed', 'evidence.sampled'], async () => ({
    events: [sealed, sampled],
    result: undefined,
  }));
  return evidenceId;
}
