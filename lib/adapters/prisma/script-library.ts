import type { Prisma } from '../../../prisma/generated/client.ts';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { LibraryStanding } from '../../custody/script/library-standing.ts';
import type { ListedScript } from '../../custody/script/pinned-versions.ts';
import type { ScriptParameters } from '../../custody/script/script-parameters.ts';
import type {
  ScriptKind,
  ScriptSignature,
  ScriptState,
  ScriptSystem,
} from '../../custody/script/script-version.ts';
import type {
  LibraryRounds,
  NewScriptVersion,
  ScriptDesk,
  ScriptLook,
  ScriptVersionRecord,
  SeenFile,
} from '../../ports/script-library.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';
import { jsonColumn } from './json-column.ts';
import { isUuid } from './ledger-look.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import { uuidV7 } from './uuid-v7.ts';

const part = 'library';
const withScript = { script: true } as const;
const withoutBytes = { bytes: true } as const; // as Prisma's `omit`

/** Scripts and what was seen of Defender's library, inside or outside a transaction. */
export function scriptLook(tx: Transaction): ScriptLook {
  return {
    listedScripts: () => listed(tx),
    formerScripts: () => former(tx),
    scriptVersion: async (id) => {
      const row = isUuid(id)
        ? await tx.scriptVersion.findUnique({ where: { id }, include: withScript, omit: withoutBytes })
        : null;
      return row === null ? null : versionOf(row);
    },
    scriptVersionsOf: async (fileName) => {
      const rows = await tx.scriptVersion.findMany({
        where: { script: { fileName: { equals: fileName, mode: 'insensitive' } } },
        orderBy: { n: 'desc' },
        include: withScript,
        omit: withoutBytes,
      });
      return rows.map(versionOf);
    },
    scriptBytes: async (id) =>
      isUuid(id)
        ? ((await tx.scriptVersion.findUnique({ where: { id }, select: { bytes: true } }))?.bytes ?? null)
        : null,
    libraryFiles: async () => (await tx.libraryFile.findMany({ orderBy: { fileName: 'asc' } })).map(seenOf),
  };
}

/** The same over a pool: outside a transaction errors are translated at every read. */
export function poolScriptLook(db: Database): ScriptLook {
  const look = scriptLook(db);
  return {
    listedScripts: () => throwingCustodyErrors(() => look.listedScripts()),
    formerScripts: () => throwingCustodyErrors(() => look.formerScripts()),
    scriptVersion: (id) => throwingCustodyErrors(() => look.scriptVersion(id)),
    scriptVersionsOf: (fileName) => throwingCustodyErrors(() => look.scriptVersionsOf(fileName)),
    scriptBytes: (id) => throwingCustodyErrors(() => look.scriptBytes(id)),
    libraryFiles: () => throwingCustodyErrors(() => look.libraryFiles()),
  };
}

/** The desk's drawer for scripts, inside one transaction. */
export function scriptDesk(tx: Transaction): ScriptDesk & Pick<ScriptLook, 'libraryFiles'> {
  return {
    addScriptVersion: (version) => add(tx, version),
    reviewScriptVersion: (versionId, proposalId) => review(tx, versionId, proposalId),
    retireScriptVersion: (versionId, why) => retire(tx, versionId, why),
    libraryFiles: async () => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('holdfast library files', 0))`;
      return await scriptLook(tx).libraryFiles();
    },
    saveLibraryFiles: (files) => save(tx, files),
  };
}

/** Turns, and looks that tell nothing new. */
export function libraryRounds(db: Database): LibraryRounds {
  return {
    claimLibraryRound: (everyMs) =>
      throwingCustodyErrors(async () => {
        const claimed = await db.$executeRaw`
          insert into library_round as r (part, tried_at) values (${part}, clock_timestamp())
          on conflict (part) do update set tried_at = excluded.tried_at
          where r.tried_at <= excluded.tried_at - make_interval(secs => ${everyMs / 1000}::float8)`;
        return claimed > 0;
      }),
    keepLibraryFiles: (files) => inTransaction(db, (tx) => save(tx, files)),
    endLibraryRound: (problem) =>
      throwingCustodyErrors(async () => {
        const now = new Date();
        const end = { problem, ...(problem === null ? { readAt: now } : {}) };
        await db.libraryRound.upsert({
          where: { part },
          create: { part, triedAt: now, ...end },
          update: end,
        });
      }),
  };
}

async function listed(tx: Transaction): Promise<readonly ListedScript[]> {
  const rows = await tx.script.findMany({
    orderBy: { fileName: 'asc' },
    include: { versions: { where: { state: 'reviewed' }, omit: withoutBytes } },
  });
  return rows.map(({ id, fileName, versions: [reviewed] }) => ({
    ...{ scriptId: id, fileName },
    reviewed:
      reviewed === undefined
        ? null
        : {
            ...{ versionId: reviewed.id, n: reviewed.n, sha256: reviewed.sha256 },
            origin: reviewed.origin as ScriptVersionRecord['origin'],
          },
  }));
}

async function former(tx: Transaction): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.scriptVersion.findMany({
    where: { state: 'retired', reviewedAt: { not: null } },
    select: { sha256: true, script: { select: { fileName: true } } },
  });
  const found = new Map<string, string[]>();
  for (const { sha256, script } of rows)
    found.set(script.fileName, [...(found.get(script.fileName) ?? []), sha256]);
  return found;
}

async function add(tx: Transaction, version: NewScriptVersion): Promise<ScriptVersionRecord> {
  const { fileName, kind, bytes, uploader, parameters, systems, ...said } = version;
  const known = await tx.script.findFirst({ where: { fileName: { equals: fileName, mode: 'insensitive' } } });
  const script = known ?? (await tx.script.create({ data: { id: uuidV7(), fileName, kind } }));
  const newest = await tx.scriptVersion.aggregate({ where: { scriptId: script.id }, _max: { n: true } });
  const row = await tx.scriptVersion.create({
    data: {
      ...said,
      id: uuidV7(),
      scriptId: script.id,
      n: (newest._max.n ?? 0) + 1,
      bytes: new Uint8Array(bytes),
      sizeBytes: bytes.length,
      systems: [...systems],
      ...(parameters === null ? {} : { parameters: jsonColumn(parameters) }),
      ...(uploader === null ? {} : { uploaderObjectId: uploader.objectId, uploader: jsonColumn(uploader) }),
      reviewedAt: said.state === 'reviewed' ? new Date() : null,
    },
    include: withScript,
    omit: withoutBytes,
  });
  return versionOf(row);
}

async function review(tx: Transaction, id: string, proposalId: string): Promise<void> {
  const version = await tx.scriptVersion.findUnique({ where: { id }, omit: withoutBytes });
  if (version === null || version.state !== 'draft') throw noDraft();
  const now = new Date();
  await tx.scriptVersion.updateMany({
    where: { scriptId: version.scriptId, state: 'reviewed' },
    data: { state: 'retired', retiredAt: now, retiredWhy: `Superseded by version ${version.n}.` },
  });
  const { count } = await tx.scriptVersion.updateMany({
    where: { id, state: 'draft' },
    data: { state: 'reviewed', reviewedAt: now, proposalId },
  });
  if (count === 0) throw noDraft();
}

function noDraft(): CustodyError {
  return new CustodyError('conflict', 'This version is no draft any more.');
}

async function retire(tx: Transaction, id: string, why: string): Promise<void> {
  const { count } = await tx.scriptVersion.updateMany({
    where: { id, state: { not: 'retired' } },
    data: { state: 'retired', retiredAt: new Date(), retiredWhy: why },
  });
  if (count === 0) throw new CustodyError('conflict', 'This version is retired already.');
}

async function save(tx: Transaction, files: readonly SeenFile[]): Promise<void> {
  const seenAt = new Date();
  await tx.libraryFile.deleteMany({ where: { fileName: { notIn: files.map(({ fileName }) => fileName) } } });
  for (const { fileName, pinned, changedAt, ...said } of files) {
    const row = {
      ...said,
      pinnedSha256: pinned,
      changedAt: changedAt === null ? null : new Date(changedAt),
      seenAt,
    };
    await tx.libraryFile.upsert({ where: { fileName }, create: { fileName, ...row }, update: row });
  }
}

function seenOf(row: Prisma.LibraryFileGetPayload<object>): SeenFile {
  const { fileName, sha256, standing, pinnedSha256, changedAt, changedBy } = row;
  return {
    ...{ fileName, sha256, changedBy, pinned: pinnedSha256 },
    standing: standing as LibraryStanding, // closed by a check of the table
    changedAt: changedAt?.toISOString() ?? null,
  };
}

type VersionRow = Prisma.ScriptVersionGetPayload<{
  include: typeof withScript;
  omit: typeof withoutBytes;
}>;

/** These columns hold closed vocabularies and JSON that only the register writes. */
function versionOf(row: VersionRow): ScriptVersionRecord {
  const { id, scriptId, script, n, label, sizeBytes, sha256, normalised, description } = row;
  return {
    ...{ scriptId, versionId: id, fileName: script.fileName, n, label, sizeBytes, sha256, normalised },
    kind: script.kind as ScriptKind,
    origin: row.origin as ScriptVersionRecord['origin'],
    signature: row.signature as ScriptSignature,
    systems: row.systems as ScriptSystem[],
    description,
    parameters: row.parameters as unknown as ScriptParameters | null,
    uploader: row.uploader as unknown as PersonActor | null,
    state: row.state as ScriptState,
    wasReviewed: row.reviewedAt !== null,
  };
}
