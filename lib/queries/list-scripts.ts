import type { Prisma } from '../../prisma/generated/client.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { LibraryStanding } from '../custody/script/library-standing.ts';
import type {
  ScriptKind,
  ScriptSignature,
  ScriptState,
  ScriptSystem,
} from '../custody/script/script-version.ts';
import { pageNumber } from './page-number.ts';
import { countUses } from './script-uses.ts';
import type { Viewer } from './viewer.ts';

export interface ScriptRow {
  readonly id: string;
  readonly fileName: string;
  readonly kind: ScriptKind;
  readonly description: string;
  readonly systems: readonly ScriptSystem[];
  /** Of the reviewed version; of the newest where none is. */
  readonly state: ScriptState;
  readonly n: number;
  readonly origin: 'release' | 'upload';
  readonly label: string | null;
  readonly sha256: string;
  readonly signature: ScriptSignature;
  readonly draft: number | null; // the number of a newer version that waits to be reviewed
  readonly standing: LibraryStanding | null; // in Defender's library; null: it holds none, and need not
  readonly uses: number;
}

export interface ScriptList {
  readonly scripts: readonly ScriptRow[]; // a page of them
  readonly inAll: number; // that answer to the name
  readonly page: number; // from 1
  readonly next: number | null;
  readonly collectors: readonly ScriptRow[]; // those that others publish, and the scripts that start them; the first by name
  readonly collectorsInAll: number;
  /** What Defender's library holds besides, by name. */
  readonly foreign: readonly ForeignFile[];
  readonly foreignInAll: number;
  readonly library: { readonly readAt: string | null; readonly problem: string | null };
  readonly may: { readonly upload: boolean; readonly install: boolean };
  readonly readAt: string;
}

export interface ForeignFile {
  readonly fileName: string;
  readonly sha256: string | null;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}

const pageRows = 50;
const mostForeign = 100;

/**
 * A page of the scripts with what may run of each, by name, and what else lies in Defender's library. In: a part of a name,
 * and the page, from 1; what is none of them counts as left out. Throws `forbidden`.
 */
export async function listScripts(
  viewer: Viewer,
  asked: { readonly q?: string | undefined; readonly page?: string | undefined } = {},
): Promise<ScriptList> {
  requirePermission(viewer.actor, 'script.read');
  const { db, actor } = viewer;
  const page = pageNumber(asked.page);
  const where = nameWhere(asked.q);
  const notOurs = { standing: 'not-ours' };
  const [scripts, inAll, collectors, collectorsInAll, foreign, foreignInAll, round] = await Promise.all([
    scriptsWhere(viewer, where, { skip: (page - 1) * pageRows, take: pageRows }),
    db.script.count({ where }),
    scriptsWhere(viewer, collectorWhere, { skip: 0, take: pageRows }),
    db.script.count({ where: collectorWhere }),
    db.libraryFile.findMany({ where: notOurs, orderBy: { fileName: 'asc' }, take: mostForeign }),
    db.libraryFile.count({ where: notOurs }),
    db.libraryRound.findFirst(),
  ]);
  return {
    ...{ scripts, inAll, page, collectors, collectorsInAll, foreignInAll },
    next: page * pageRows < inAll ? page + 1 : null,
    foreign: foreign.map(({ fileName, sha256, changedAt, changedBy }) => ({
      ...{ fileName, sha256, changedBy, changedAt: changedAt?.toISOString() ?? null },
    })),
    library: { readAt: round?.readAt?.toISOString() ?? null, problem: round?.problem ?? null },
    may: { upload: mayDo(actor.roles, 'script.upload'), install: mayDo(actor.roles, 'library.install') },
    readAt: new Date().toISOString(),
  };
}

function nameWhere(text: string | undefined): Prisma.ScriptWhereInput {
  const wanted = text?.trim() ?? '';
  return wanted === '' ? {} : { fileName: { contains: wanted, mode: 'insensitive' } };
}

/** Wider than what a collector may be called: the page says which of them is one. */
const collectorWhere: Prisma.ScriptWhereInput = {
  OR: [
    { fileName: { startsWith: 'hf-collect-' } },
    { fileName: { equals: 'dfir-script.ps1', mode: 'insensitive' } },
    { fileName: { startsWith: 'uac', endsWith: '.tar.gz', mode: 'insensitive' } },
  ],
};

async function scriptsWhere(
  viewer: Viewer,
  where: Prisma.ScriptWhereInput,
  part: { readonly skip: number; readonly take: number },
): Promise<readonly ScriptRow[]> {
  const scripts = await viewer.db.script.findMany({
    where,
    orderBy: { fileName: 'asc' },
    ...part,
    include: { versions: { orderBy: { n: 'desc' }, omit: { bytes: true } } },
  });
  const names = scripts.map(({ fileName }) => fileName);
  const [files, uses] = await Promise.all([
    viewer.db.libraryFile.findMany({ where: { fileName: { in: names } } }),
    countUses(viewer, names),
  ]);
  const seen = new Map(files.map((one) => [one.fileName, one.standing as LibraryStanding]));
  return scripts.flatMap(({ id, fileName, kind, versions }) => {
    const shown = versions.find(({ state }) => state === 'reviewed') ?? versions[0];
    if (shown === undefined) return [];
    const newer = versions.find(({ state, n }) => state === 'draft' && n > shown.n);
    return [
      {
        ...{ id, fileName, kind: kind as ScriptKind, n: shown.n, sha256: shown.sha256 },
        ...{ label: shown.label, description: shown.description },
        systems: shown.systems as ScriptSystem[], // closed by checks of the table, as the words below
        state: shown.state as ScriptState,
        origin: shown.origin as ScriptRow['origin'],
        signature: shown.signature as ScriptSignature,
        draft: newer?.n ?? null,
        standing: seen.get(fileName) ?? null,
        uses: uses.get(fileName) ?? 0,
      },
    ];
  });
}
