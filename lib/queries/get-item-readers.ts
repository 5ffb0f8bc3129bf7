import { type AccessMode, modeWords } from '../custody/access-policy.ts';
import type { PersonActor } from '../custody/actor.ts';
import { minuteWords } from '../custody/minute-words.ts';
import { requirePermission } from '../custody/permission.ts';
import { postureAgeLimits } from '../custody/posture-age.ts';
import type { AccessSnapshot } from '../posture/access-snapshot.ts';
import { pathWords } from '../posture/holding.ts';
import {
  type ObservedAccess,
  type ReadersAnswer,
  type ReadingWay,
  readersAt,
} from '../posture/readers-at.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

/** Who could have read an item at one moment, by rights in Azure and by grants. Only what was looked at is known. */
export interface ItemReaders {
  readonly at: string; // RFC 3339
  readonly readers: readonly ItemReader[];
  readonly unknown: readonly string[]; // sentences; empty: all of it is known
  readonly restsOn: { readonly before: string | null; readonly after: string | null }; // readings of Azure
}

export interface ItemReader {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly ways: readonly { readonly words: string; readonly certain: boolean }[];
}

/** In: a moment in UTC as a form sends it, `2026-11-22T10:00`; else the last look. Throws `forbidden`, `not-found`. */
export async function getItemReaders(
  viewer: Viewer,
  evidenceId: string,
  at: string | undefined,
): Promise<ItemReaders> {
  requirePermission(viewer.actor, 'posture.read');
  const item = await viewer.db.evidenceItem.findFirst({
    where: { id: requireId(evidenceId), incident: visibleIncidentWhere(viewer.actor) },
    select: { id: true, container: true },
  });
  if (item === null) throw notFound();
  const moment = momentOf(at) ?? (await lastLook(viewer)) ?? new Date();
  const [scope, looks, { grants, means }] = await Promise.all([
    scopeOf(viewer, item.container),
    historyAround(viewer, moment),
    grantsOf(viewer, item.id),
  ]);
  const history = scope === null ? [] : looks;
  const question = {
    container: scope ?? '',
    at: moment.toISOString(),
    longestGapSeconds: (2 * postureAgeLimits.rights) / 1000,
  };
  const answer = readersAt(history, grants, question);
  return {
    at: question.at,
    readers: answer.readers.map(({ principal, ways }) => ({
      ...{ id: principal.id, name: principal.name, kind: principal.kind.replaceAll('-', ' ') },
      ways: ways.map((way) => ({ words: wayWords(way, means), certain: isCertain(way) })),
    })),
    unknown:
      scope === null
        ? ['Its container was never looked at, so nobody knows who could reach it in Azure.']
        : unknownWords(answer),
    restsOn: { before: answer.before, after: answer.after },
  };
}

function momentOf(at: string | undefined): Date | null {
  const minute = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(at ?? '') ? Date.parse(`${at}:00Z`) : Number.NaN;
  return Number.isNaN(minute) ? null : new Date(minute);
}

async function lastLook({ db }: Viewer): Promise<Date | null> {
  const newest = await db.accessSpan.findFirst({ orderBy: { firstReadAt: 'desc' } });
  return newest?.lastReadAt ?? null;
}

/** As the recurring check names it: the settings of the account are none of a query's. */
async function scopeOf({ db }: Viewer, container: string): Promise<string | null> {
  const control = await db.postureControl.findFirst({
    where: { part: 'containers', place: { endsWith: `/containers/${container}` } },
    select: { place: true },
  });
  return control?.place ?? null;
}

/**
 * The readings on both sides. Within a span Azure said the same at every look, and looks are not further apart than
 * allowed: so there was one within that time before, and one within that time after.
 */
async function historyAround({ db }: Viewer, moment: Date): Promise<readonly ObservedAccess[]> {
  const [before, after] = await Promise.all([
    db.accessSpan.findFirst({
      where: { firstReadAt: { lte: moment } },
      orderBy: { firstReadAt: 'desc' },
      include: { state: true },
    }),
    db.accessSpan.findFirst({
      where: { firstReadAt: { gt: moment } },
      orderBy: { firstReadAt: 'asc' },
      include: { state: true },
    }),
  ]);
  const gap = postureAgeLimits.rights;
  const looks: (readonly [NonNullable<typeof before>, number])[] = [];
  if (before !== null) {
    const [first, last] = [before.firstReadAt.getTime(), before.lastReadAt.getTime()];
    looks.push([before, Math.min(last, Math.max(first, moment.getTime() - gap))]);
    if (last >= moment.getTime()) looks.push([before, Math.min(last, moment.getTime() + gap)]);
  }
  if (after !== null) looks.push([after, after.firstReadAt.getTime()]);
  return looks.map(([{ state }, at]) => ({
    // Written by the register alone.
    access: { ...(state.access as unknown as AccessSnapshot), readAt: new Date(at).toISOString() },
    sharedKeys: state.sharedKeys,
  }));
}

/** Grants, and beside them the links that they made: a link outlives a grant that is revoked. `means`: by id, in words. */
async function grantsOf({ db }: Viewer, evidenceId: string) {
  const found = await db.accessGrant.findMany({
    where: { request: { items: { some: { evidenceId } } } },
    include: { request: { select: { requester: true } }, links: { where: { evidenceId } } },
  });
  const all = found.flatMap(({ links, granteeObjectId: principalId, request, mode, ...grant }) => {
    const name = (request.requester as unknown as PersonActor).displayName;
    const shown = links.filter(({ endedHow }) => endedHow !== 'withheld');
    return [
      { ...grant, means: modeWords(mode as AccessMode) },
      ...shown.map((link) => ({ ...link, startsAt: link.madeAt, revokedAt: link.endedAt, means: 'Link' })),
    ].map(({ id, means, startsAt, endsAt, revokedAt }) => ({
      ...{ id, principalId, name, means },
      ...{ from: startsAt.toISOString(), until: endsAt.toISOString() },
      revokedAt: revokedAt?.toISOString() ?? null,
    }));
  });
  return { grants: all, means: new Map(all.map(({ id, means }) => [id, means])) };
}

function isCertain(way: ReadingWay): boolean {
  return way.by === 'grant' || way.certainty === 'certain';
}

function wayWords(way: ReadingWay, means: ReadonlyMap<string, string>): string {
  switch (way.by) {
    case 'role':
      return `Reads blobs: ${pathWords(way.path)}`;
    case 'keys':
      return `Lists the account’s keys, which it accepted: ${pathWords(way.path)}`;
    case 'self-assignment':
      return `Can give themself a role that reads: ${pathWords(way.path)}`;
    case 'account-change':
      return `Can open the account, or copy it elsewhere: ${pathWords(way.path)}`;
    case 'grant': {
      const { id, from, until, revokedAt } = way.grant;
      return `Granted here (${means.get(id) ?? 'unknown'}): ${minuteWords(from)} to ${minuteWords(revokedAt ?? until)}`;
    }
  }
}

function unknownWords({ gaps, notKnown }: ReadersAnswer): readonly string[] {
  return [
    ...gaps.map(({ from, until }) => {
      if (from === null && until === null) return 'Nobody has looked at the rights in Azure yet.';
      if (from === null) return `Nobody looked before ${minuteWords(until ?? '')}.`;
      if (until === null) return `Nobody has looked since ${minuteWords(from)}.`;
      return `Nobody looked between ${minuteWords(from)} and ${minuteWords(until)}.`;
    }),
    ...(notKnown.length === 0 ? [] : [`Not read: ${notKnown.join(', ')}.`]),
  ];
}
