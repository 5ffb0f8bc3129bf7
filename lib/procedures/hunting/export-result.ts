import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { guardedCsv } from '../../custody/guarded-csv.ts';
import { cellText, readHuntingAnswer } from '../../custody/hunting-answer.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure } from '../procedure.ts';
import { huntingEvent } from './hunting-event.ts';

export const exportResultInput = z.strictObject({ runId: z.uuid() });

/** All rows of one answer as a table that no spreadsheet acts on; on record first. Throws `not-found`. */
export const exportResult: Procedure<z.infer<typeof exportResultInput>, { readonly csv: string }> = {
  name: 'export-result',
  permission: 'hunting.run',
  input: exportResultInput,
  records: ['hunting.exported'],
  async run({ register }, actor, { runId }) {
    const run = await register.look.huntingRun(runId);
    if (run === null) throw new CustodyError('not-found', 'There is no such result, or you may not see it.');
    await visibleIncident(register.look, actor, run.incidentId);
    const bytes = await register.look.huntingBytes(runId);
    if (bytes === null)
      throw new CustodyError('not-found', 'This answer is not kept any more. Run the query again.');
    const { columns, rows } = readHuntingAnswer(bytes);
    const detail = { runId, rowCount: run.rowCount, resultSha256: run.sha256 };
    await register.append(actor, ['hunting.exported'], [huntingEvent('hunting.exported', run, detail)]);
    const names = columns.map(({ name }) => name);
    return {
      csv: guardedCsv(
        names,
        rows.map((row) => names.map((name) => cellText(row[name]))),
      ),
    };
  },
};
