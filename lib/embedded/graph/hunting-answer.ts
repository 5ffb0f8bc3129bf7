import { z } from 'zod';
import { DefenderError } from '../defender/defender-error.ts';
import type { HuntingTable, HuntingTables } from '../hunting/hunting-table.ts';
import { QueryError } from '../hunting/query-error.ts';
import { runQuery } from '../hunting/run-query.ts';

const request = z.object({ Query: z.string().min(1), Timespan: z.string().optional() });
const longestDays = 30;

interface HuntingRefusal {
  readonly status: number;
  readonly code: string;
  readonly refusal: string;
  readonly retryAfter?: number;
}

/** What Graph answers to `runHuntingQuery`, or what it refuses. Source: Microsoft Learn, security: runHuntingQuery. */
export function huntingAnswer(
  tables: () => HuntingTables,
  body: string,
  now: Date,
): { readonly value: object } | HuntingRefusal {
  const asked = request.safeParse(body === '' ? {} : JSON.parse(body));
  if (!asked.success) return badRequest('The request has no Query.');
  const since = spanStart(asked.data.Timespan ?? `P${longestDays}D`, now);
  if (since === null) return badRequest(`The Timespan '${asked.data.Timespan}' is not valid.`);
  try {
    const { columns, rows } = runQuery(asked.data.Query, within(tables(), since), now);
    return { value: { schema: columns, results: rows } };
  } catch (error) {
    if (error instanceof QueryError) return badRequest(error.message);
    if (error instanceof DefenderError) {
      const { status, code, message, retryAfter } = error;
      return { status, code, refusal: message, retryAfter: retryAfter ?? 0 };
    }
    throw error;
  }
}

function badRequest(refusal: string): HuntingRefusal {
  return { status: 400, code: 'BadRequest', refusal };
}

function within(tables: HuntingTables, since: Date): HuntingTables {
  const cut = (table: HuntingTable): HuntingTable => ({
    ...table,
    rows: table.rows.filter((row) => Date.parse(String(row.Timestamp)) >= since.getTime()),
  });
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, cut(table)]));
}

/** An ISO 8601 duration before now, never more than thirty days; null for any other text. */
function spanStart(text: string, now: Date): Date | null {
  const parts = /^P(?=.)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (parts === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const span = Math.min(days * 86_400 + hours * 3600 + minutes * 60 + seconds, longestDays * 86_400);
  return new Date(now.getTime() - span * 1000);
}
