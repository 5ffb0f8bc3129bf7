/** SHA-256 (hex) by version, by script. */
export type RecordedVersions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The list of all versions with those that are made now. A version is one text for ever: what was reviewed and pinned under it is
 * known by it. Throws for a script whose text is another one than its version had.
 */
export function recordedVersions(
  recorded: RecordedVersions,
  scripts: readonly { readonly name: string; readonly version: string; readonly sha256: string }[],
): RecordedVersions {
  const all = new Map(Object.entries(recorded));
  for (const { name, version, sha256 } of scripts) {
    const before = all.get(name) ?? {};
    const known = before[version];
    if (known !== undefined && known !== sha256)
      throw new Error(
        `${name} is no longer what version ${version} was: give it a new version in catalogue.ts.`,
      );
    all.set(name, { ...before, [version]: sha256 });
  }
  return Object.fromEntries(all);
}
