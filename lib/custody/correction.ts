import { CustodyError } from './custody-error.ts';
import type { CustodyEventType } from './custody-event.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** One value of a record that can be corrected, by its path: "detail.location". */
export interface RecordedField {
  readonly field: string;
  readonly recorded: string | null;
}

/** A correction corrects nothing but the original; the ledger's own facts are measured, not written by people. */
function isCorrectable(type: CustodyEventType): boolean {
  return type !== 'custody.corrected' && !type.startsWith('ledger.') && !type.startsWith('proposal.');
}

/**
 * What of a record can be corrected: each single value of its detail, its reason and its authority. Who acted, when and
 * with what is written by the register and not by people. Ids stay: they say which thing the record is about.
 */
export function correctableFields(
  event: Pick<RecordedEvent, 'type' | 'detail' | 'reason' | 'authority' | 'stream'>,
): readonly RecordedField[] {
  const { kind } = event.stream;
  if (!isCorrectable(event.type) || (kind !== 'evidence' && kind !== 'incident')) return [];
  return [
    ...(event.reason === null ? [] : [{ field: 'reason', recorded: event.reason }]),
    ...(event.authority === null ? [] : leaves('authority', event.authority)),
    ...leaves('detail', event.detail),
  ];
}

/** The value as the record has it. Throws `invalid-input` for what the record does not have, or has like that already. */
export function recordedValue(
  event: Pick<RecordedEvent, 'type' | 'detail' | 'reason' | 'authority' | 'stream'>,
  field: string,
  corrected: string,
): string | null {
  const found = correctableFields(event).find((one) => one.field === field);
  if (found === undefined) throw wrong('field', 'The record has no such field that could be corrected.');
  if (found.recorded === corrected) throw wrong('corrected', 'The record says this already.');
  return found.recorded;
}

function wrong(name: string, message: string): CustodyError {
  return new CustodyError('invalid-input', message, { detail: { [name]: message } });
}

function leaves(path: string, value: unknown): readonly RecordedField[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
  if (isName(path)) return [];
  return [{ field: path, recorded: value === null || value === undefined ? null : String(value) }];
}

/** Paths that end in an id or a digest. */
function isName(path: string): boolean {
  return /(?:\.id|Id|sha256|Sha256|manifestRoot|number)$/.test(path);
}
