import type { CountedInterface } from '../../ports/call-budget.ts';

/** One call to a service of Microsoft. */
export interface Question {
  readonly api: CountedInterface; // where Microsoft counts it
  readonly doing: string; // ends the sentence "could not …"
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string; // below the endpoint, or the whole address of a next page
  readonly operation: string; // for the record: no ids, no query
  readonly body?: object;
  readonly mostBytes?: number;
  readonly mostMs?: number;
  /** A refused request (HTTP 400) is about what a person wrote. */
  readonly writtenByPerson?: boolean;
}
