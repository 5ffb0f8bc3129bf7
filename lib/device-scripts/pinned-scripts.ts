import manifest from './manifest.json' with { type: 'json' };

/** One of our own scripts as this build pins it. A library file of that name with another digest must not run. */
export interface PinnedScript {
  readonly name: string; // of the library file
  readonly path: string; // seen from this folder
  readonly version: string;
  readonly command: string;
  readonly summary: string;
  readonly readOnly: boolean;
  readonly changes: string | null; // what it changes on the device
  readonly sizeBytes: number;
  readonly sha256: string; // hex
  readonly signed: boolean;
}

/** All of them, by their names in the library. */
export const pinnedScripts: ReadonlyMap<string, PinnedScript> = new Map(
  manifest.scripts.map(
    ({ name, path, version, command, summary, readOnly, changes, sizeBytes, sha256, signature }) => [
      name,
      {
        name,
        path,
        version,
        command,
        summary,
        readOnly,
        changes,
        sizeBytes,
        sha256,
        signed: signature !== 'none',
      },
    ],
  ),
);
