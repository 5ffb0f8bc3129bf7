import type { PersonActor } from '../custody/actor.ts';
import { mayDo, requirePermission } from '../custody/permission.ts';
import type { LibraryStanding } from '../custody/script/library-standing.ts';
import { type LineDiff, lineDiff } from '../custody/script/line-diff.ts';
import { scriptText } from '../custody/script/read-script.ts';
import type { ScriptParameters } from '../custody/script/script-parameters.ts';
import type {
  ScriptKind,
  ScriptSignature,
  ScriptState,
  ScriptSystem,
} from '../custody/script/script-version.ts';
import { type ProposalView, proposalShownWith, proposalView } from './proposal-view.ts';
import { notFound, requireId } from './require-id.ts';
import { type ScriptUse, usesOfScript } from './script-uses.ts';
import type { Viewer } from './viewer.ts';
import { visibleProposalWhere } from './visible-proposals.ts';

/** A page of a browser holds no more of a text than this with comfort. */
const longestShown = 400_000;

export interface ScriptPage {
  readonly id: string;
  readonly fileName: string;
  readonly kind: ScriptKind;
  readonly versions: readonly ScriptVersionView[]; // newest first
  readonly shown: ShownVersion;
  readonly library: {
    readonly standing: LibraryStanding;
    readonly sha256: string | null;
    readonly seenAt: string;
  } | null;
  readonly uses: readonly ScriptUse[];
  /** A review that waits for others; null also for who may not see it. */
  readonly waiting: ProposalView | null;
  readonly may: {
    readonly upload: boolean;
    readonly proposeReview: boolean; // of the version that is shown
    readonly retire: boolean;
    readonly install: boolean;
  };
  readonly readAt: string;
}

export interface ScriptVersionView {
  readonly id: string;
  readonly n: number;
  readonly origin: 'release' | 'upload';
  readonly label: string | null;
  readonly state: ScriptState;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly signature: ScriptSignature;
  readonly normalised: boolean;
  readonly systems: readonly ScriptSystem[];
  readonly description: string;
  readonly parameters: ScriptParameters | null;
  readonly uploadedBy: string | null; // null: it came with the product
  readonly uploadedAt: string;
  readonly review: { readonly proposalId: string; readonly number: string } | null; // null: none, or by the release
  readonly reviewedAt: string | null;
  readonly retiredAt: string | null;
  readonly retiredWhy: string | null;
}

export interface ShownVersion {
  readonly version: ScriptVersionView;
  /** Null: no text, or too long to be shown. */
  readonly text: string | null;
  /** Against the version that is reviewed now, or was before it; null where there is none to compare. */
  readonly diff: (LineDiff & { readonly against: number }) | null;
}

/** One script, with the text of one version (`n`, else the newest draft, else the newest). Throws `forbidden` or `not-found`. */
export async function getScript(viewer: Viewer, id: string, n?: number): Promise<ScriptPage> {
  requirePermission(viewer.actor, 'script.read');
  const { db } = viewer;
  const row = await db.script.findUnique({
    where: { id: requireId(id) },
    include: {
      versions: {
        orderBy: { n: 'desc' },
        omit: { bytes: true },
        include: { proposal: { select: { id: true, number: true } } },
      },
    },
  });
  if (row === null) throw notFound();
  const versions = row.versions.map(versionView);
  const chosen =
    n === undefined
      ? (versions.find(({ state }) => state === 'draft') ?? versions[0])
      : versions.find((one) => one.n === n);
  if (chosen === undefined) throw notFound();
  const [shown, library, uses, waiting] = await Promise.all([
    shownVersion(viewer, chosen, versions),
    db.libraryFile.findUnique({ where: { fileName: row.fileName } }),
    usesOfScript(viewer, row.fileName),
    waitingReview(viewer, row.id),
  ]);
  return {
    ...{ id: row.id, fileName: row.fileName, kind: row.kind as ScriptKind, versions, shown, uses, waiting },
    library:
      library === null
        ? null
        : {
            standing: library.standing as LibraryStanding,
            ...{ sha256: library.sha256, seenAt: library.seenAt.toISOString() },
          },
    may: abilities(viewer.actor, chosen, versions, waiting),
    readAt: new Date().toISOString(),
  };
}

function abilities(
  { roles }: PersonActor,
  chosen: ScriptVersionView,
  versions: readonly ScriptVersionView[],
  waiting: ProposalView | null,
): ScriptPage['may'] {
  const may = { upload: mayDo(roles, 'script.upload'), retire: mayDo(roles, 'script.retire') };
  return {
    upload: may.upload,
    proposeReview: may.upload && chosen.state === 'draft' && waiting === null,
    retire: may.retire && chosen.state !== 'retired',
    install: mayDo(roles, 'library.install') && versions.some(({ state }) => state === 'reviewed'),
  };
}

async function waitingReview({ db, actor }: Viewer, scriptId: string): Promise<ProposalView | null> {
  const now = new Date();
  const row = await db.proposal.findFirst({
    where: {
      AND: [visibleProposalWhere(actor)],
      ...{ kind: 'script-review', key: scriptId, state: 'waiting', expiresAt: { gt: now } },
    },
    include: proposalShownWith,
  });
  return row === null ? null : proposalView(row, actor, now);
}

async function shownVersion(
  viewer: Viewer,
  version: ScriptVersionView,
  versions: readonly ScriptVersionView[],
): Promise<ShownVersion> {
  const text = await textOf(viewer, version);
  const older = versions.filter((one) => one.n < version.n && one.reviewedAt !== null);
  const against = older.find(({ state }) => state === 'reviewed') ?? older[0];
  const before = against === undefined ? null : await textOf(viewer, against);
  if (text === null || before === null || against === undefined) return { version, text, diff: null };
  return { version, text, diff: { ...lineDiff(before, text), against: against.n } };
}

async function textOf({ db }: Viewer, { id, sizeBytes }: ScriptVersionView): Promise<string | null> {
  if (sizeBytes > longestShown) return null;
  const row = await db.scriptVersion.findUnique({ where: { id }, select: { bytes: true } });
  return row === null ? null : scriptText(row.bytes);
}

interface VersionRow {
  readonly id: string;
  readonly n: number;
  readonly origin: string;
  readonly label: string | null;
  readonly state: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly signature: string;
  readonly normalised: boolean;
  readonly systems: readonly string[];
  readonly description: string;
  readonly parameters: unknown;
  readonly uploader: unknown;
  readonly uploadedAt: Date;
  readonly proposal: { readonly id: string; readonly number: string } | null;
  readonly reviewedAt: Date | null;
  readonly retiredAt: Date | null;
  readonly retiredWhy: string | null;
}

/** These columns hold closed vocabularies and JSON that only the register writes. */
function versionView(row: VersionRow): ScriptVersionView {
  const { id, n, label, sha256, sizeBytes, normalised, description, retiredWhy, proposal } = row;
  return {
    ...{ id, n, label, sha256, sizeBytes, normalised, description, retiredWhy },
    origin: row.origin as ScriptVersionView['origin'],
    state: row.state as ScriptState,
    signature: row.signature as ScriptSignature,
    systems: row.systems as readonly ScriptSystem[],
    parameters: row.parameters as ScriptParameters | null,
    uploadedBy: row.uploader === null ? null : (row.uploader as PersonActor).displayName,
    uploadedAt: row.uploadedAt.toISOString(),
    review: proposal === null ? null : { proposalId: proposal.id, number: proposal.number },
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
    retiredAt: row.retiredAt?.toISOString() ?? null,
  };
}
