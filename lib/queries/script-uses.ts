import type { PersonActor } from '../custody/actor.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const most = 100;

/** An action on a device that ran a version of a script. */
export interface ScriptUse {
  readonly actionId: string;
  readonly number: string;
  readonly sha256: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly incident: { readonly id: string; readonly number: string };
  readonly requesterName: string;
  readonly at: string;
  readonly state: string;
}

/** The newest hundred actions that named the file, in incidents that this person may see, newest first. */
export async function usesOfScript({ actor, db }: Viewer, fileName: string): Promise<readonly ScriptUse[]> {
  const rows = await db.deviceAction.findMany({
    where: {
      kind: 'live-response',
      act: { path: ['scripts'], array_contains: [{ fileName }] },
      incident: visibleIncidentWhere(actor),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: most,
    include: { incident: { select: { id: true, number: true } } },
  });
  return rows.map((row) => ({
    ...{ actionId: row.id, number: row.number, incident: row.incident, state: row.state },
    sha256: sha256Of(row.act, fileName),
    device: { id: row.deviceId, name: nameOf(row.device) },
    requesterName: (row.requester as unknown as PersonActor).displayName,
    at: row.createdAt.toISOString(),
  }));
}

/** How often each of these files was named in incidents that are not restricted: whoever may see scripts may see those. */
export async function countUses(
  { db }: Viewer,
  fileNames: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ fileName: string; uses: bigint }[]>`
    select one ->> 'fileName' as "fileName", count(*) as uses
    from device_action a join incident i on i.id = a.incident_id,
      jsonb_array_elements(a.act -> 'scripts') one
    where a.kind = 'live-response' and not i.restricted and one ->> 'fileName' = any(${[...fileNames]}::text[])
    group by 1`;
  return new Map(rows.map(({ fileName, uses }) => [fileName, Number(uses)]));
}

// These columns hold JSON that only the register writes.
function sha256Of(act: unknown, fileName: string): string {
  const { scripts } = act as { scripts: readonly { fileName: string; sha256: string }[] };
  return scripts.find((one) => one.fileName === fileName)?.sha256 ?? '';
}

function nameOf(device: unknown): string {
  return (device as { name: string }).name;
}
