import { requirePermission } from '../custody/permission.ts';
import type { Viewer } from './viewer.ts';

export interface OwnSettings {
  readonly timeZone: string;
  readonly appearance: 'system' | 'light' | 'dark';
  /** The last day on which others decide in this person's place; null: they are there. */
  readonly awayUntil: string | null;
  readonly sessions: readonly OwnSession[];
}

export interface OwnSession {
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly id: string; // hex SHA-256 of the cookie, never the cookie
  readonly current: boolean;
}

/** A person's own appearance, time zone and open sessions. Throws `forbidden`. */
export async function getSettings(viewer: Viewer): Promise<OwnSettings> {
  requirePermission(viewer.actor, 'settings.read');
  const { objectId } = viewer.actor;
  const [own, sessions] = await Promise.all([
    viewer.db.personSetting.findUnique({ where: { objectId } }),
    viewer.db.session.findMany({
      where: { objectId, revokedAt: null, absoluteExpiresAt: { gt: new Date() } },
      orderBy: { lastSeenAt: 'desc' },
      take: 20,
    }),
  ]);
  const awayUntil = own?.awayUntil ?? null;
  return {
    timeZone: own?.timeZone ?? 'UTC',
    appearance: appearanceOf(own?.appearance),
    awayUntil:
      awayUntil === null || awayUntil.getTime() <= Date.now() ? null : awayUntil.toISOString().slice(0, 10),
    sessions: sessions.map((session) => ({
      createdAt: session.createdAt.toISOString(),
      lastSeenAt: session.lastSeenAt.toISOString(),
      ip: session.ip,
      userAgent: session.userAgent,
      id: Buffer.from(session.idHash).toString('hex'),
      current: Buffer.from(session.idHash).toString('hex') === viewer.actor.sessionId,
    })),
  };
}

function appearanceOf(value: string | undefined): OwnSettings['appearance'] {
  return value === 'light' || value === 'dark' ? value : 'system';
}
