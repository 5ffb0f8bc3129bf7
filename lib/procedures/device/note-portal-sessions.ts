import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import { auditId } from '../../custody/foreign-action.ts';
import type { PortalAct } from '../../ports/foreign-actions.ts';
import type { ProcedureContext } from '../procedure.ts';
import { recordForeign } from './record-foreign.ts';

const timespan = 'P7D';
const mostRows = 10_000;
const longestSessionMs = 86_400_000;

/** Source: Microsoft Learn, "Audit log activities", response actions; fields as public queries of CloudAppEvents read them. */
const query = `CloudAppEvents
| where ActionType == "RunLiveResponseSession" or ActionType == "LiveResponseGetFile"
| take ${mostRows}`;

const text = z.string().nullish();
const entry = z.object({
  Timestamp: z.string().refine((said) => !Number.isNaN(Date.parse(said))),
  ActionType: z.string(),
  AccountDisplayName: text,
  ReportId: z.union([z.string(), z.number()]).nullish(),
  RawEventData: z.preprocess(
    parsed,
    z.object({
      DeviceName: z.string().min(1),
      UserId: text,
      ActionComment: text,
      FileName: text,
      FileSHA256: text,
      FileSize: z.coerce.number().nullish(),
    }),
  ),
});

/**
 * Records live responses of Microsoft's portal on devices of open incidents, and the files fetched in them: no interface
 * lists them, Microsoft's audit alone has them, minutes late, and only where Defender for Cloud Apps is licensed. Why it
 * could not be read is kept for the page. Out: how many were new; null: it could not be read.
 */
export async function notePortalSessions(
  { devices, register }: ProcedureContext,
  signal: AbortSignal,
): Promise<number | null> {
  const hunting = devices?.hunting;
  if (hunting === undefined) return null;
  try {
    const { rows } = (await hunting.run(query, timespan, signal)).value;
    const acts = rows.flatMap(actOf);
    const unseen = await register.look.unseenPortalActs(ofSessions(acts));
    const recorded = await recordForeign(register, unseen);
    await register.keepPortalReading(problemIn(rows.length, acts.length));
    return recorded;
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    await register.keepPortalReading(error.message);
    return null;
  }
}

/** What was not understood is not passed over: it may be a session on any device. */
function problemIn(rows: number, understood: number): string | null {
  if (rows >= mostRows) return 'There were more entries than are read.';
  const left = rows - understood;
  return left === 0
    ? null
    : `${left} of ${rows} entries name no device, or are in a shape that is not known.`;
}

function actOf(row: Readonly<Record<string, unknown>>): readonly PortalAct[] {
  const read = entry.safeParse(row);
  if (!read.success) return []; // of no device, or in another shape
  const { Timestamp: at, ActionType: operation, RawEventData: raw, ReportId } = read.data;
  const { FileName, FileSHA256, FileSize } = raw;
  const isOne = [ReportId, at, operation, raw.DeviceName, FileName, FileSHA256];
  return [
    {
      ...{ id: auditId(digestOf(isOne)), recordSha256: digestOf(row) },
      ...{ deviceName: raw.DeviceName, operation, at },
      person: raw.UserId ?? read.data.AccountDisplayName ?? null,
      comment: raw.ActionComment ?? null,
      file:
        FileName == null
          ? null
          : { name: FileName, sha256: FileSHA256?.toLowerCase() ?? null, sizeBytes: FileSize ?? null },
    },
  ];
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** A file belongs to a session of its own person on its device; other files were fetched by way of the interface. */
function ofSessions(acts: readonly PortalAct[]): readonly PortalAct[] {
  const sessions = acts.filter(({ operation }) => operation === 'RunLiveResponseSession');
  return acts.filter((act) => sessions.includes(act) || sessions.some((session) => isWithin(act, session)));
}

function isWithin(act: PortalAct, session: PortalAct): boolean {
  const later = Date.parse(act.at) - Date.parse(session.at);
  const isSame = act.person === session.person && act.deviceName === session.deviceName;
  return isSame && later >= 0 && later <= longestSessionMs;
}

/** A dynamic column comes as an object, or as its JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null; // then it has not the shape
  }
}
