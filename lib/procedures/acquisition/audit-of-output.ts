import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { DeviceSource } from '../../custody/evidence-source.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import type { Hunting } from '../../ports/device-response.ts';
import type { ProcedureContext } from '../procedure.ts';
import { digestsOf } from './compare-digests.ts';
import type { ReceivedSource } from './receive-output.ts';

/** The table is written minutes late, and only where Defender for Cloud Apps is licensed; then absence is recorded. */
const waitMs = 5 * 60_000;
const longestPauseMs = 30_000;

const auditRow = z.object({
  Timestamp: z.string(),
  ActionType: z.string(),
  AccountObjectId: z.string().nullish(),
  AccountDisplayName: z.string().nullish(),
  IPAddress: z.string().nullish(),
  ReportId: z.union([z.string(), z.number()]).nullish(),
  RawEventData: z.unknown(),
});

type Entry = EventDetail<'acquisition.corroborated'>['entries'][number];

/**
 * Microsoft's own record of the action (hunting table CloudAppEvents): a second witness. `found`: an entry carries our
 * marker, and the digest that it names, if it names one, is that of the bytes. Nobody to ask: nothing is found.
 */
export async function auditOfOutput(
  context: ProcedureContext,
  acquisition: AcquisitionRecord,
  source: ReceivedSource,
  startedAt: Date,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly Entry[]; readonly found: boolean }> {
  const hunting = context.devices?.hunting;
  // Nobody else saw what a query answered, or what was brought by hand.
  if (hunting === undefined || !('device' in source)) return { entries: [], found: false };
  const { sha256, payloadSha256 } = digestsOf(acquisition, 'hash-source');
  for (let pauseMs = 2_000; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const rows = await auditRows(hunting, source, signal);
    if (rows === null) return { entries: [], found: false };
    const named = rows.flatMap((row) => row.sha256 ?? []);
    const found = rows.length > 0 && named.every((one) => one === sha256 || one === payloadSha256);
    if (found || context.clock.now().getTime() - startedAt.getTime() > waitMs)
      return { entries: rows.map(({ entry }) => entry), found };
    await sleep(pauseMs, undefined, { signal });
  }
}

interface AuditRow {
  readonly entry: Entry;
  readonly sha256: string | null; // of the file that it names
}

/** Joined by our own id, which stands in the comment of every request. Null: it is no use to ask again. */
async function auditRows(
  hunting: Hunting,
  { action, output }: DeviceSource,
  signal: AbortSignal,
): Promise<readonly AuditRow[] | null> {
  const query = `CloudAppEvents\n| where RawEventData has "${action.actionId}"\n| take 100`;
  try {
    const { rows } = (await hunting.run(query, 'P1D', signal)).value;
    const read = rows.flatMap((row) => rowOf(row));
    // One action may fetch several files: the digest of another one says nothing of this one.
    return output.kind === 'device-file' ? read : read.map((row) => ({ ...row, sha256: null }));
  } catch (error) {
    if (signal.aborted || !(error instanceof CustodyError)) throw error;
    // Without the table, or a right to it, there is no second witness, and the item stands without.
    return isRetryable(error.code) ? [] : null;
  }
}

function rowOf(row: Readonly<Record<string, unknown>>): readonly AuditRow[] {
  const read = auditRow.safeParse(row);
  if (!read.success) return [];
  const { Timestamp, ActionType, AccountDisplayName, AccountObjectId, IPAddress, ReportId } = read.data;
  const { RawEventData: data } = read.data;
  const raw = typeof data === 'string' ? data : JSON.stringify(data);
  const entry = {
    operation: ActionType,
    caller: AccountDisplayName ?? AccountObjectId ?? 'Unknown',
    clientIp: IPAddress ?? null,
    correlationId: String(ReportId ?? ''),
    at: Timestamp,
    status: 'Recorded',
  };
  const named = /"FileSHA256"\s*:\s*"([0-9a-f]{64})"/i.exec(raw)?.[1]?.toLowerCase() ?? null;
  return [{ entry, sha256: named }];
}
