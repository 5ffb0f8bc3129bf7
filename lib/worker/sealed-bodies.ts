import { bodyKeyName, holdsPersonalData } from '../custody/personal-data.ts';
import { sealBody } from '../ledger/sealed-body.ts';
import type { DataKeys } from '../ports/data-keys.ts';
import type { LogRow } from './log-rows.ts';

/** The name of the data key under which the body of an entry is sealed; `recover` derives the same name. */
export function dataKeyName(row: {
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
}): string {
  return holdsPersonalData(row.type) ? bodyKeyName(row.eventId) : `streams/${row.stream}`;
}

/** The rows' bodies as they are anchored, in order; null where a body is no longer there, or its key was destroyed. */
export async function sealedBodies(
  rows: readonly LogRow[],
  keys: DataKeys,
  signal: AbortSignal,
): Promise<(Uint8Array | null)[]> {
  const sealed: (Uint8Array | null)[] = [];
  for (const row of rows) {
    const { eventId, stream, type, leaf, body, salt } = row;
    if (type === null || body === null || salt === null) sealed.push(null);
    else {
      const key = await keys.ensure(dataKeyName({ eventId, stream, type }), signal);
      sealed.push(key === null ? null : sealBody(key, leaf, { salt, body }));
    }
  }
  return sealed;
}
