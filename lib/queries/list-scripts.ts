import { mayDo, requirePermission } from '../custody/permission.ts';
import type { LibraryStanding } from '../custody/script/library-standing.ts';
import type {
  ScriptKind,
  ScriptSignature,
  ScriptState,
  ScriptSystem,
} from '../custody/script/script-version.ts';
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
  readonly scripts: readonly ScriptRow[];
  /** What Defender's library holds besides. */
  readonly foreign: readonly ForeignFile[];
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

/** Every script with what may run of it, and what else lies in Defender's library. Throws `forbidden`. */
export async function listScripts(viewer: Viewer): Promise<ScriptList> {
  requirePermission(viewer.actor, 'script.read');
  const { db, actor } = viewer;
  const [scripts, files, round, uses] = await Promise.all([
    db.script.findMany({
      orderBy: { fileName: 'asc' },
      include: { versions: { orderBy: { n: 'desc' }, omit: { bytes: true } } },
    }),
    db.libraryFile.findMany({ orderBy: { fileName: 'asc' } }),
    db.libraryRound.findFirst(),
    countUses(viewer),
  ]);
  const seen = new Map(files.map((one) => [one.fileName, one.standing as LibraryStanding]));
  return {
    scripts: scripts.flatMap(({ id, fileName, kind, versions }) => {
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
    }),
    foreign: files
      .filter(({ standing }) => standing === 'not-ours')
      .map(({ fileName, sha256, changedAt, changedBy }) => ({
        ...{ fileName, sha256, changedBy, changedAt: changedAt?.toISOString() ?? null },
      })),
    library: { readAt: round?.readAt?.toISOString() ?? null, problem: round?.problem ?? null },
    may: { upload: mayDo(actor.roles, 'script.upload'), install: mayDo(actor.roles, 'library.install') },
    readAt: new Date().toISOString(),
  };
}
