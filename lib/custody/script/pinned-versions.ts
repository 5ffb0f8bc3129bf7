/** The version of a script that others reviewed, or that came with the product. */
export interface ReviewedVersion {
  readonly versionId: string;
  readonly n: number;
  readonly sha256: string;
  readonly origin: 'release' | 'upload';
}

/** A script that the register knows, and which of its versions is reviewed now. */
export interface ListedScript {
  readonly scriptId: string;
  readonly fileName: string;
  readonly reviewed: ReviewedVersion | null;
}

/** What may run under a name. Ids are null for one of ours that the register does not list yet. */
export interface RunnableScript {
  readonly fileName: string;
  readonly sha256: string;
  readonly scriptId: string | null;
  readonly versionId: string | null;
}

/**
 * What may run, by file name. The register decides; a version of ours counts besides only while this very product's
 * manifest names its digest, so a row alone makes nothing run. Of ours those that the register has not met yet run as
 * their release reviewed them.
 */
export function pinnedVersions(
  listed: readonly ListedScript[],
  own: readonly { readonly fileName: string; readonly sha256: string }[],
): ReadonlyMap<string, RunnableScript> {
  const manifest = new Map(own.map(({ fileName, sha256 }) => [fileName, sha256]));
  const known = new Set(listed.map(({ fileName }) => fileName));
  const unmet = own.filter(({ fileName }) => !known.has(fileName));
  const runnable = [
    ...unmet.map(({ fileName, sha256 }) => ({ fileName, sha256, scriptId: null, versionId: null })),
    ...listed.flatMap(({ scriptId, fileName, reviewed }) => {
      if (reviewed === null) return [];
      const { sha256, versionId, origin } = reviewed;
      if (origin === 'release' && manifest.get(fileName) !== sha256) return [];
      return [{ fileName, sha256, scriptId, versionId }];
    }),
  ];
  return new Map(runnable.map((one) => [one.fileName, one]));
}
