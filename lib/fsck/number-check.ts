import type { Client } from 'pg';
import type { EventPlace } from '../custody/row-difference.ts';
import type { Findings } from './findings.ts';
import { rowFinding } from './row-finding.ts';

/** Series whose numbers are given out by events that are walked here. */
const walked = /^(EV|REH|INC)-\d{4}$/;

/** The highest number that was given out of each yearly series. Grows with the years. */
export class NumberCheck {
  readonly #highest = new Map<string, { readonly number: number; readonly by: EventPlace }>();

  /** In: a number like "EV-2026-0001" and the event that gave it out. Anything else is found at its own row. */
  take(given: string, by: EventPlace): void {
    const [, series, digits] = /^([A-Z]+-\d{4})-(\d{4,9})$/.exec(given) ?? [];
    if (series === undefined || digits === undefined) return;
    const number = Number(digits);
    if (number > (this.#highest.get(series)?.number ?? 0)) this.#highest.set(series, { number, by });
  }

  /** Holds the counters against them: one that was set back would give a number out twice. */
  async check(client: Client, findings: Findings): Promise<void> {
    const table = 'number_series';
    const { rows } = await client.query<{ name: string; next: number }>(
      'select name, next from number_series',
    );
    const stored = new Map(rows.map(({ name, next }) => [name, next]));
    for (const [id, { number, by }] of this.#highest) {
      const next = stored.get(id);
      if (next === undefined) findings.addAll([rowFinding({ kind: 'removed', table, id, by })]);
      else if (next !== number + 1) {
        const recorded = String(number + 1);
        findings.addAll([
          rowFinding({ kind: 'changed', table, id, field: 'next', stored: String(next), recorded, by }),
        ]);
      }
    }
    for (const id of stored.keys()) {
      if (walked.test(id) && !this.#highest.has(id))
        findings.addAll([rowFinding({ kind: 'invented', table, id })]);
    }
  }
}
