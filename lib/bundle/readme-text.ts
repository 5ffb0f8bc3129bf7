import { type ReadmeFiles, readmeChecks } from './readme-checks.ts';

/** What README-verify.txt says of one bundle. */
export interface ReadmeFacts extends ReadmeFiles {
  readonly name: string; // exhibit or incident number, or what a bundle of a search is called
  readonly isExcerpt: boolean; // of a search
  readonly bundleId: string;
  readonly madeAt: string; // RFC 3339 UTC
  readonly checkpointSize: bigint;
  readonly notVouching: readonly string[]; // witnesses and authorities that do not stand under it
  readonly left: readonly string[]; // what is not in it, and why; one line each
}

/**
 * README-verify.txt: what is in a bundle, what is not, and the exact commands to check it without us. Each command is a
 * line indented by four; none is printed for what is not there.
 */
export function readmeText(facts: ReadmeFacts): string {
  const { name, isExcerpt, bundleId, madeAt, checkpointSize } = facts;
  return `Evidence record of ${name}
Bundle ${bundleId}, made ${madeAt}, proven under the checkpoint of ${checkpointSize} entries.

WHAT IS HERE
${table(partsOf(facts))}
${isExcerpt ? excerptText : ''}WHAT IS NOT HERE
${lines(absentOf(facts))}
${readmeChecks(facts)}`;
}

const excerptText = `WHAT THIS IS
  An excerpt: the events that one search gave (data/scope.json). It proves each event that it holds, that these are
  all that the search gave when this was begun, and that of the streams listed as whole nothing is left out. It does
  not prove that nothing else answers the search: that only Holdfast says, and only of what who asked might see.
  There is no report of an excerpt; what counts is data/events.

`;

type Part = readonly [path: string, words: string];

function partsOf({ files, isExcerpt }: ReadmeFacts): readonly Part[] {
  const beside: readonly Part[] = [
    ['timestamps/', 'the checkpoint as the log signed it, and the answers of time-stamp authorities over it'],
    ['report/', 'the newest custody report, as PDF with the seal of the system'],
    ['evidence/', 'bytes of evidence, read under a live grant of who took this'],
    ['manifests/', 'SHA-256 of each 4 MiB block of the sealed copies, 32 bytes a block'],
    ['case/', 'the events as CASE/UCO 1.4 JSON-LD, for tools; what counts is data/events'],
    ['trust/', 'whom the portal itself trusts: to compare. Keys that come with a bundle prove nothing'],
    ['roots/', 'certificates of the time-stamp authorities: likewise only to compare'],
    ['verify.html', 'the verifier for a browser, in one file, without any network'],
    ['verify-by-hand.sh', 'the same arithmetic for bash and OpenSSL, short enough to be read'],
  ];
  return [
    [
      'events/INDEX/',
      'each event: its entry in the log, its record (body.json), the salt that hides it, its proof',
    ],
    [
      'scope.json',
      isExcerpt
        ? chosenWords
        : 'how many events each stream had when this was begun, and which others belong here',
    ],
    ...beside.filter(([at]) => files.some((path) => path.startsWith(at))),
  ];
}

const chosenWords =
  'the search, who asked it and when, how many events it gave, their digest, and which streams are whole';

function absentOf({ left, notVouching }: ReadmeFacts): readonly string[] {
  const silent = notVouching.map(
    (who) => `${who} had not vouched for this checkpoint when the bundle was made.`,
  );
  const absent = [...left, ...silent];
  return absent.length === 0 ? ['Nothing was left out.'] : absent;
}

function table(parts: readonly Part[]): string {
  return lines(parts.map(([path, words]) => `${`data/${path}`.padEnd(24)} ${words}`));
}

function lines(of: readonly string[]): string {
  return of.map((line) => `  ${line}\n`).join('');
}
