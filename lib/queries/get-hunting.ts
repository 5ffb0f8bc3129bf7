import type { PersonActor } from '../custody/actor.ts';
import type { Device } from '../custody/device.ts';
import { readHuntingAnswer } from '../custody/hunting-answer.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { ReadDigests } from '../custody/read-digests.ts';
import { keyOfResult } from '../custody/request-key.ts';
import { getItemAccess } from './get-item-access.ts';
import { type AnswerView, type AskedRows, answerView } from './hunting-rows.ts';
import { notFound, requireId } from './require-id.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

const mostRuns = 30;
const mostDevices = 200; // that a query is begun with
const mostSaved = 200;

export interface HuntingPage {
  readonly incident: {
    readonly id: string;
    readonly number: string;
    readonly title: string;
    readonly open: boolean;
  };
  readonly device: { readonly deviceId: string; readonly name: string } | null;
  /** What a query can be begun with; as the incident's source and the devices report it. */
  readonly entities: HuntingEntities;
  readonly devicesInAll: number; // of which the first by name stand among the entities
  readonly saved: readonly SavedQuery[]; // newest version of each, at most two hundred
  readonly savedInAll: number;
  readonly runs: readonly RunView[]; // newest first, at most thirty
  readonly runsInAll: number;
  readonly shown: (RunView & { readonly answer: AnswerView | null }) | null; // null answer: not kept any more
  readonly may: {
    readonly seal: boolean;
    readonly takeOut: boolean; // the rows that are shown, as a file
    readonly request: boolean; // access to the item that they are
  };
}

export interface HuntingEntities {
  readonly devices: readonly string[]; // ids
  readonly names: readonly string[];
  readonly addresses: readonly string[]; // of the devices, as Defender described them last
  readonly hashes: readonly string[]; // SHA-256 of files that were taken from them
}

export interface SavedQuery {
  readonly seriesId: string;
  readonly version: number;
  readonly name: string;
  readonly text: string;
  readonly timespan: string;
  readonly sharedWith: 'incident' | 'everyone';
  readonly authorName: string;
}

export interface RunView {
  readonly id: string;
  readonly query: string;
  readonly timespan: string;
  readonly askedAt: string;
  readonly personName: string;
  readonly deviceName: string | null;
  readonly rowCount: number;
  readonly truncated: boolean;
  readonly sha256: string;
  readonly item: { readonly id: string; readonly exhibitNumber: string; readonly state: string } | null;
}

/** The hunting page of an incident, or of one device of it. Throws `forbidden`, or `not-found` also for what is hidden. */
export async function getHunting(
  viewer: Viewer,
  incidentId: string,
  asked: { readonly device?: string | undefined; readonly run?: string | undefined } & AskedRows,
): Promise<HuntingPage> {
  requirePermission(viewer.actor, 'hunting.run');
  const { actor, db } = viewer;
  const incident = await db.incident.findFirst({
    where: { AND: [{ id: requireId(incidentId) }, visibleIncidentWhere(actor)] },
    include: {
      devices: { select: { deviceId: true, name: true }, orderBy: { name: 'asc' }, take: mostDevices },
      _count: { select: { huntingRuns: true, devices: true } },
    },
  });
  if (incident === null) throw notFound();
  const device = await chosenDevice(viewer, incident.id, asked.device);
  if (asked.device !== undefined && device === null) throw notFound();
  const [saved, runs, one] = await Promise.all([
    savedQueries(viewer, incident.id),
    db.huntingRun.findMany({
      where: { incidentId: incident.id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: mostRuns,
      omit: { bytes: true },
    }),
    asked.run === undefined
      ? null
      : db.huntingRun.findFirst({ where: { id: requireId(asked.run), incidentId: incident.id } }),
  ]);
  if (asked.run !== undefined && one === null) throw notFound();
  const items = await itemsOf(
    viewer,
    [...runs, ...(one === null ? [] : [one])].map(({ id }) => id),
  );
  const here = device === null ? incident.devices : [device];
  return {
    incident: {
      ...{ id: incident.id, number: incident.number, title: incident.title },
      open: incident.status === 'open',
    },
    device,
    entities: await entitiesOf(viewer, incident.id, here),
    devicesInAll: device === null ? incident._count.devices : 1,
    ...saved,
    runs: runs.map((row) => runView(row, items)),
    runsInAll: incident._count.huntingRuns,
    shown:
      one === null
        ? null
        : {
            ...runView(one, items),
            answer: one.bytes === null ? null : answerView(readHuntingAnswer(one.bytes), asked),
          },
    may: {
      seal: mayDo(actor.roles, 'hunting.seal'),
      ...(await waysOut(viewer, one === null ? undefined : items.get(keyOfResult(one.id)))),
    },
  };
}

async function chosenDevice({ db }: Viewer, incidentId: string, deviceId: string | undefined) {
  if (deviceId === undefined) return null;
  return await db.incidentDevice.findFirst({
    where: { incidentId, deviceId: deviceId.toLowerCase() },
    select: { deviceId: true, name: true },
  });
}

/** Rows that are to be evidence leave as their item does, once it is sealed; whoever takes them out is asked again. */
async function waysOut(viewer: Viewer, item: NonNullable<RunView['item']> | undefined) {
  if (item === undefined || item.state === 'not-acquired') return { takeOut: true, request: false };
  if (item.state !== 'sealed') return { takeOut: false, request: false };
  const { may } = await getItemAccess(viewer, item.id);
  return { takeOut: may.download, request: may.request };
}

async function entitiesOf(
  { db }: Viewer,
  incidentId: string,
  here: readonly { readonly deviceId: string; readonly name: string }[],
): Promise<HuntingEntities> {
  const devices = here.map(({ deviceId }) => deviceId);
  const [readings, files] = await Promise.all([
    db.deviceReading.findMany({ where: { deviceId: { in: devices } }, select: { device: true } }),
    db.evidenceItem.findMany({
      where: {
        ...{ incidentId, kind: 'device-file', state: 'sealed', rehearsal: false },
        acquisition: { machineResourceId: { in: devices.map((id) => `defender:${id}`) } },
      },
      select: { digests: true },
      take: mostSaved,
    }),
  ]);
  const read = readings.map(({ device }) => device as unknown as Device);
  const addresses = read.flatMap((one) => [one.lastIpAddress ?? [], one.lastExternalIpAddress ?? []].flat());
  const hashes = files.map(({ digests }) => (digests as unknown as ReadDigests).payloadSha256);
  return {
    ...{ devices, names: here.map(({ name }) => name) },
    ...{ addresses: [...new Set(addresses)], hashes: [...new Set(hashes)] },
  };
}

async function savedQueries(
  { db }: Viewer,
  incidentId: string,
): Promise<Pick<HuntingPage, 'saved' | 'savedInAll'>> {
  const where = { OR: [{ incidentId: null }, { incidentId }] };
  const series = await db.huntingQuery.groupBy({ by: 'seriesId', where });
  const rows = await db.huntingQuery.findMany({
    where,
    orderBy: [{ seriesId: 'asc' }, { version: 'desc' }],
    distinct: ['seriesId'],
    take: mostSaved,
  });
  const saved = rows
    .map(({ seriesId, version, name, text, timespan, incidentId: of, author }) => ({
      ...{ seriesId, version, name, text, timespan },
      sharedWith: of === null ? ('everyone' as const) : ('incident' as const),
      authorName: (author as unknown as PersonActor).displayName,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return { saved, savedInAll: series.length };
}

type Items = ReadonlyMap<string, NonNullable<RunView['item']>>;

/** The item that an answer became, by the key of the item's request. */
async function itemsOf({ db }: Viewer, runIds: readonly string[]): Promise<Items> {
  const found = await db.acquisition.findMany({
    where: { requestKey: { in: runIds.map(keyOfResult) } },
    select: { requestKey: true, evidence: { select: { id: true, exhibitNumber: true, state: true } } },
  });
  return new Map(found.map(({ requestKey, evidence }) => [requestKey, evidence]));
}

type RunRow = Omit<Awaited<ReturnType<Viewer['db']['huntingRun']['findMany']>>[number], 'bytes'>;

function runView(row: RunRow, items: Items): RunView {
  const { id, query, timespan, deviceName, rowCount, truncated, sha256 } = row;
  return {
    ...{ id, query, timespan, deviceName, rowCount, truncated, sha256 },
    askedAt: row.askedAt.toISOString(),
    personName: (row.person as unknown as PersonActor).displayName,
    item: items.get(keyOfResult(id)) ?? null,
  };
}
