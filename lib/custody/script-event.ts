import type { ScriptKind, ScriptSignature, ScriptSystem } from './script/script-version.ts';

/** Which version of which script. */
interface OfVersion {
  scriptId: string;
  versionId: string;
  fileName: string;
  n: number;
  sha256: string;
}

/** Facts of the script library. Those of one script stand in its own stream. */
export interface ScriptEventShapes {
  'script.uploaded': OfVersion & {
    kind: ScriptKind;
    sizeBytes: number;
    normalised: boolean; // CRLF became LF before it was hashed
    signature: ScriptSignature;
    systems: readonly ScriptSystem[];
    description: string;
  };
  /** Scripts that came with a release; `reviewed`: by its authors, `draft`: the tenant has decided on that name itself. */
  'script.released': {
    scripts: readonly (OfVersion & { version: string; state: 'reviewed' | 'draft' })[];
  };
  'script.reviewed': OfVersion & {
    proposal: string;
    supersedes: { n: number; sha256: string } | null;
  };
  'script.retired': OfVersion & { wasReviewed: boolean };
  /** A file of Defender's library is not the one that is pinned under its name. */
  'library.drift-found': {
    fileName: string;
    pinned: string;
    found: string;
    changedAt: string | null; // as Defender says
    changedBy: string | null;
  };
  'library.drift-mended': { fileName: string; standing: string; sha256: string | null };
}
