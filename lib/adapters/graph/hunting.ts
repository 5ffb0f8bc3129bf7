import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Hunting } from '../../ports/device-response.ts';
import { shaped } from '../defender/answer-shape.ts';
import { askMicrosoft } from '../defender/ask-microsoft.ts';
import type { CountedService, ServiceConfig } from '../defender/counted-service.ts';

const mostRows = 100_000;
const mostBytes = 128 * 1024 * 1024;
const mostMs = 200_000; // Microsoft ends a query after three minutes
const longestSpanSeconds = 30 * 86_400;

/** Samples show both casings of the columns' names. */
const column = z.union([
  z.object({ name: z.string(), type: z.string() }),
  z
    .object({ Name: z.string(), Type: z.string() })
    .transform(({ Name, Type }) => ({ name: Name, type: Type })),
]);
const answer = z.object({ schema: z.array(column), results: z.array(z.record(z.string(), z.unknown())) });

/**
 * Advanced hunting through Microsoft Graph v1.0; the identity holds `ThreatHunting.Read.All`. At most 100,000 rows.
 * Source: Microsoft Learn, "security: runHuntingQuery".
 */
export function graphHunting(config: ServiceConfig): Hunting {
  const service: CountedService = {
    ...config,
    name: 'Microsoft’s hunting',
    scope: 'https://graph.microsoft.com/.default',
  };
  return {
    async run(query, timespan, signal) {
      withinThirtyDays(timespan);
      const { json, trace } = await askMicrosoft(
        service,
        {
          api: 'hunting',
          doing: 'run the query',
          method: 'POST',
          path: '/v1.0/security/runHuntingQuery',
          operation: 'POST security/runHuntingQuery',
          body: { Query: query, Timespan: timespan },
          writtenByPerson: true,
          mostBytes,
          mostMs,
        },
        signal,
      );
      const { schema, results } = shaped(service.name, answer, json);
      const value = { columns: schema, rows: results, truncated: results.length >= mostRows };
      return { value, azure: [trace] };
    },
  };
}

/** Throws `invalid-input` for what is no duration of days, hours, minutes and seconds, or a longer one. */
function withinThirtyDays(timespan: string): void {
  const parts = /^P(?=.)(?:(\d{1,3})D)?(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(
    timespan,
  );
  const [days, hours, minutes, seconds] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const all = (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (parts === null || all === 0 || all > longestSpanSeconds)
    throw new CustodyError(
      'invalid-input',
      'A query looks back over an ISO 8601 duration of at most 30 days.',
    );
}
