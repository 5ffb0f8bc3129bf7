import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { huntingCoverage, huntingTimespans } from '../../custody/hunting.ts';
import { type HuntingAnswer, unambiguous } from '../../custody/hunting-answer.ts';
import { huntingQueryText } from '../../custody/hunting-query-text.ts';
import { canonicalJson } from '../../ledger/canonical-json.ts';
import type { HuntingResult } from '../../ports/device-response.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import type { HuntingRunRecord } from '../../ports/hunting-desk.ts';
import { answerInTime } from '../answer-in-time.ts';
import { requireHatch } from '../device/device-hatches.ts';
import { visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';
import { huntingEvent } from './hunting-event.ts';

const limitMs = 200_000; // Microsoft ends a query after three minutes
const mostBytes = 32 * 1024 * 1024;

export const runHuntingInput = z.strictObject({
  incidentId: z.uuid(),
  deviceId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32,40}$/)
    .nullable(),
  query: huntingQueryText.meta({ title: 'Kusto query' }),
  timespan: z.enum(huntingTimespans),
  requestKey: z.uuid(),
});
type Input = z.infer<typeof runHuntingInput>;

/**
 * Runs a query in Microsoft's hunting tables and keeps the answer: nothing of it is seen before it is on record. A
 * repeated request answers the first one's run. Throws `not-found` (incident, device), `invalid-input` with Microsoft's
 * words for a wrong query, `throttled` with the time until which, `conflict` (key spent on another query), `not-feasible`.
 */
export const runHunting: Procedure<Input, { readonly id: string }> = {
  name: 'run-hunting',
  permission: 'hunting.run',
  input: runHuntingInput,
  records: ['hunting.run'],
  async run(context, actor, input) {
    const { incidentId, query, timespan, requestKey } = input;
    await visibleIncident(context.register.look, actor, incidentId);
    const earlier = await context.register.look.huntingRunByKey(requestKey);
    if (earlier !== null) return sameRun(earlier, input, actor.objectId);
    const device = await deviceNamed(context, input);
    const askedAt = context.clock.now().toISOString();
    const { value, azure } = await ask(context, input);
    const bytes = recordOf(value, { query, timespan, askedAt });
    const sha256 = sha256Of(bytes);
    const { truncated } = value;
    const of = { id: randomUUID(), incidentId, ...device, query, timespan, askedAt, truncated };
    const run = { ...of, person: actor, rowCount: value.rows.length, sha256 };
    await context.register.record(actor, ['hunting.run'], async (desk) => {
      await visibleIncident(desk, actor, incidentId);
      await desk.addHuntingRun({ ...run, bytes, requestKey });
      const { id, rowCount } = run;
      const event = huntingEvent('hunting.run', run, {
        ...{
          runId: id,
          ...device,
          query,
          querySha256: sha256Of(query),
          timespan,
          askedAt,
          rowCount,
          truncated,
        },
        ...{ resultSha256: sha256, coverage: huntingCoverage, azure },
      });
      return { events: [event], result: undefined };
    });
    return { id: run.id };
  },
};

/** The answer to the first click. A key that was spent on another query must not pass for this one's answer. */
function sameRun(earlier: HuntingRunRecord, input: Input, personId: string): { readonly id: string } {
  const { id, incidentId, deviceId, query, timespan, person } = earlier;
  const asked = [incidentId, deviceId, query, timespan, person.objectId];
  const now = [input.incidentId, input.deviceId, input.query, input.timespan, personId];
  if (asked.every((one, at) => one === now[at])) return { id };
  throw new CustodyError('conflict', 'This form was sent before, with another query. Run it again.');
}

async function deviceNamed({ register }: ProcedureContext, { incidentId, deviceId }: Input) {
  if (deviceId === null) return { deviceId: null, deviceName: null };
  const name = await register.look.deviceName(incidentId, deviceId);
  if (name === null) throw new CustodyError('not-found', 'This device does not belong to the incident.');
  return { deviceId, deviceName: name };
}

async function ask(
  { devices, clock }: ProcedureContext,
  { query, timespan }: Input,
): Promise<Traced<HuntingResult>> {
  const hunting = requireHatch(devices, 'hunting');
  try {
    return await answerInTime(limitMs, 'Microsoft did not answer in time. Narrow the query.', (signal) =>
      hunting.run(query, timespan, signal),
    );
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    if (error.code === 'invalid-input')
      throw new CustodyError('invalid-input', error.message, { detail: { query: error.message } });
    const seconds = error.detail.retryAfterSeconds;
    if (error.code !== 'throttled' || typeof seconds !== 'number') throw error;
    const until = new Date(clock.now().getTime() + seconds * 1_000).toISOString().slice(11, 19);
    throw new CustodyError('throttled', `Throttled until ${until} UTC. ${error.message}`, {
      detail: error.detail,
    });
  }
}

function recordOf(
  { columns, rows, truncated }: HuntingResult,
  asked: Pick<HuntingAnswer, 'query' | 'timespan' | 'askedAt'>,
): Uint8Array {
  const answer: HuntingAnswer = {
    ...{ format: 'holdfast.query-result/1', ...asked, truncated, coverage: huntingCoverage },
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: rows.map((row) => ({ ...row })),
    rowCount: rows.length,
  };
  const bytes = canonicalJson(unambiguous(answer));
  if (bytes.length <= mostBytes) return bytes;
  throw new CustodyError(
    'not-feasible',
    `The answer has ${rows.length} rows and ${bytes.length} bytes; at most ${mostBytes} bytes are kept. Project fewer columns or narrow the query.`,
  );
}

function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
