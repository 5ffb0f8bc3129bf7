/**
 * How a file of Defender's library stands. `outdated`: an earlier version of ours that was reviewed once and no longer
 * runs; `differs`: what was reviewed under this name is pinned, and this is something else; `not-ours`: nothing here
 * vouches for it; `missing`: pinned, and not there.
 */
export type LibraryStanding = 'as-pinned' | 'outdated' | 'differs' | 'not-ours' | 'missing';

/** What is known here of one name. */
export interface KnownScript {
  readonly fileName: string;
  readonly pinned: string | null; // SHA-256 of the version that may run
  readonly former: readonly string[]; // of those that were reviewed once
}

export interface HeldFile {
  readonly fileName: string;
  readonly sha256: string;
}

export interface StandingFile {
  readonly fileName: string;
  readonly standing: LibraryStanding;
  readonly sha256: string | null; // as the library has it
  readonly pinned: string | null;
}

/** Every file that the library holds or should hold, once each, with how it stands. */
export function libraryStandings(
  known: readonly KnownScript[],
  held: readonly HeldFile[],
): readonly StandingFile[] {
  const byName = new Map(known.map((one) => [one.fileName.toLowerCase(), one]));
  const there = new Set(held.map(({ fileName }) => fileName.toLowerCase()));
  const missing = known.filter(
    ({ fileName, pinned }) => pinned !== null && !there.has(fileName.toLowerCase()),
  );
  return [
    ...held.map(({ fileName, sha256 }) => standingOf(fileName, sha256, byName.get(fileName.toLowerCase()))),
    ...missing.map(
      ({ fileName, pinned }): StandingFile => ({ fileName, standing: 'missing', sha256: null, pinned }),
    ),
  ];
}

/** The library takes a name whatever the case of its letters; one in other letters is not the one that was pinned. */
function standingOf(fileName: string, sha256: string, known: KnownScript | undefined): StandingFile {
  const pinned = known?.pinned ?? null;
  const of = (standing: LibraryStanding): StandingFile => ({ fileName, standing, sha256, pinned });
  if (known === undefined) return of('not-ours');
  if (pinned === sha256 && known.fileName === fileName) return of('as-pinned');
  if (known.former.includes(sha256)) return of('outdated');
  return of(pinned === null ? 'not-ours' : 'differs');
}

export function standingWords(standing: LibraryStanding): string {
  switch (standing) {
    case 'as-pinned':
      return 'As pinned';
    case 'outdated':
      return 'An earlier version';
    case 'differs':
      return 'Another file than pinned';
    case 'not-ours':
      return 'Not ours';
    case 'missing':
      return 'Not installed';
  }
}
