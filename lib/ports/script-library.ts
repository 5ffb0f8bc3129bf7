import type { PersonActor } from '../custody/actor.ts';
import type { StandingFile } from '../custody/script/library-standing.ts';
import type { ListedScript } from '../custody/script/pinned-versions.ts';
import type { ScriptParameters } from '../custody/script/script-parameters.ts';
import type {
  ScriptKind,
  ScriptSignature,
  ScriptState,
  ScriptSystem,
} from '../custody/script/script-version.ts';

/** Scripts and their versions, and what was seen of Defender's library. */
export interface ScriptLook {
  /** Every script by name, with its reviewed version. */
  listedScripts(): Promise<readonly ListedScript[]>;
  /** The digests that were reviewed once and are no longer, by file name. */
  formerScripts(): Promise<ReadonlyMap<string, readonly string[]>>;
  scriptVersion(versionId: string): Promise<ScriptVersionRecord | null>;
  /** Versions of the script of this name, in any case of its letters, newest first; empty: there is none. */
  scriptVersionsOf(fileName: string): Promise<readonly ScriptVersionRecord[]>;
  scriptBytes(versionId: string): Promise<Uint8Array | null>;
  /** What the library held last; inside `record` nobody else changes it until the end of the transaction. */
  libraryFiles(): Promise<readonly SeenFile[]>;
}

/** The desk's part, inside `record`. */
export interface ScriptDesk {
  /** Numbers it. Throws `conflict` where somebody adds a version of the same script at the same moment. */
  addScriptVersion(version: NewScriptVersion): Promise<ScriptVersionRecord>;
  /** Needs a proposal that was confirmed in this transaction; the version reviewed before is retired. Throws `conflict` if it is no draft. */
  reviewScriptVersion(versionId: string, proposalId: string): Promise<void>;
  /** Throws `conflict` if it is retired already. */
  retireScriptVersion(versionId: string, why: string): Promise<void>;
  saveLibraryFiles(files: readonly SeenFile[]): Promise<void>;
}

/** Whose turn it is to look at Defender's library, and what the last look gave. */
export interface LibraryRounds {
  /** Whether it is due and the caller's to look; false while another worker looked less than `everyMs` ago. */
  claimLibraryRound(everyMs: number): Promise<boolean>;
  /** Keeps a look that tells nothing new. */
  keepLibraryFiles(files: readonly SeenFile[]): Promise<void>;
  /** Null: it was read. */
  endLibraryRound(problem: string | null): Promise<void>;
}

export interface ScriptVersionRecord {
  readonly scriptId: string;
  readonly versionId: string;
  readonly fileName: string;
  readonly n: number;
  readonly kind: ScriptKind;
  readonly origin: 'release' | 'upload';
  readonly label: string | null;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly normalised: boolean;
  readonly signature: ScriptSignature;
  readonly systems: readonly ScriptSystem[];
  readonly description: string;
  readonly parameters: ScriptParameters | null;
  readonly uploader: PersonActor | null;
  readonly state: ScriptState;
  readonly wasReviewed: boolean;
}

export interface NewScriptVersion
  extends Pick<
    ScriptVersionRecord,
    | 'fileName'
    | 'kind'
    | 'origin'
    | 'label'
    | 'sha256'
    | 'normalised'
    | 'signature'
    | 'systems'
    | 'description'
    | 'parameters'
    | 'uploader'
  > {
  readonly bytes: Uint8Array;
  readonly state: 'draft' | 'reviewed'; // reviewed: only what came with the product
}

/** A file of the library as it was seen, with what Defender says of its last change. */
export interface SeenFile extends StandingFile {
  readonly changedAt: string | null;
  readonly changedBy: string | null;
}
