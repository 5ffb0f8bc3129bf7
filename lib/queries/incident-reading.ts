import type { Viewer } from './viewer.ts';

/** When Defender's incidents were last read to the end. The worker reads them twice a minute. */
export interface IncidentReading {
  readonly readAt: string | null; // null: never
  readonly isSilent: boolean; // not for minutes: what changed since is unknown
}

const silentAfterMs = 3 * 60_000;

export async function incidentReading({ db }: Pick<Viewer, 'db'>): Promise<IncidentReading> {
  const round = await db.deviceRound.findUnique({ where: { part: 'incidents' }, select: { readAt: true } });
  const readAt = round?.readAt ?? null;
  return {
    readAt: readAt?.toISOString() ?? null,
    isSilent: readAt !== null && Date.now() - readAt.getTime() > silentAfterMs,
  };
}
