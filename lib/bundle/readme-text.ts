/** What README-verify.txt says of one bundle. */
export interface ReadmeFacts {
  readonly name: string; // exhibit or incident number, or what a bundle of a search is called
  readonly isExcerpt: boolean; // of a search
  readonly bundleId: string;
  readonly madeAt: string; // RFC 3339 UTC
  readonly checkpointSize: bigint;
  readonly notVouching: readonly string[]; // witnesses and authorities that do not stand under it
  readonly left: readonly string[]; // what is not in it, and why; one line each
}

const excerptText = `WHAT THIS IS
  An excerpt: the events that one search gave (data/scope.json). It proves each event that it holds, that these are
  all that the search gave when this was begun, and that of the streams listed as whole nothing is left out. It does
  not prove that nothing else answers the search: that only Holdfast says, and only of what who asked might see.
  There is no report of an excerpt; what counts is data/events.

`;

/** README-verify.txt: what is in a bundle, what is not, and the exact commands to check it without us. */
export function readmeText({
  name,
  isExcerpt,
  bundleId,
  madeAt,
  checkpointSize,
  notVouching,
  left,
}: ReadmeFacts): string {
  return `Evidence record of ${name}
Bundle ${bundleId}, made ${madeAt}, proven under the checkpoint of ${checkpointSize} entries.

WHAT IS HERE
  data/events/<index>/    each event: its entry in the log, its record with the salt that hides it, its proof
  data/timestamps/        the checkpoint as the log signed it, and the answers of time-stamp authorities over it
  data/manifests/         SHA-256 of each 4 MiB block of the sealed copies, 32 bytes a block
  data/case/              the events as CASE/UCO 1.4 JSON-LD, for tools; what counts is data/events
  data/report/            the newest signed custody report, if there was one
  data/evidence/          bytes of evidence, if whoever made this held a live grant
  data/scope.json         ${isExcerpt ? 'the search, who asked it and when, how many events it gave, their digest, and which streams are whole' : 'how many events each stream had when this was begun'}
  data/trust/, data/roots/  whom the portal itself trusts. For comparison only: keys that come with a bundle prove nothing
  data/verify.html        the verifier for a browser, in one file, without any network

${isExcerpt ? excerptText : ''}WHAT IS NOT HERE
${[...left, ...notVouching.map((who) => `${who} had not vouched for this checkpoint when the bundle was made.`)].map((line) => `  ${line}\n`).join('') || '  Nothing was left out.\n'}
WHAT YOU NEED
  The trust policy of the log, from whoever you trust with it and not from here: lines that begin with log, witness,
  group and quorum (C2SP tlog-policy). Root certificates of the time-stamp authorities you trust, one .pem for each.

1. THE FILES ARE THOSE THAT WERE MADE (coreutils, in the folder of this bundle)
  sha256sum -c tagmanifest-sha256.txt
  sha256sum -c --ignore-missing manifest-sha256.txt
  Without --ignore-missing, files that fetch.txt names as lying elsewhere are reported as missing.
  The bundle as a whole is known by:  sha256sum tagmanifest-sha256.txt
  The log recorded that digest before the last file left (event bundle.exported); the portal hands out its proof.

2. THE EVENTS ARE THOSE OF THE LOG
  In a browser:   open data/verify.html from your disk, or better a copy of it that you had before, and give it this
                  folder or the .zip as you received it.
  By command:     holdfast verify <this folder, or the .zip> --policy <your policy> --roots <your roots>
  By hand:        lib/ledger/README.md of Holdfast, section 10, in the folder data/: bash, OpenSSL 3, coreutils; or Go.

3. A TIME STAMP, BY OPENSSL (in data/; the last option makes it hold after the authority's certificate has expired)
  openssl ts -verify -data timestamps/checkpoint -in timestamps/NAME.tsr -CAfile YOUR-ROOT.pem -attime \\
    $(date -u -d "$(openssl ts -reply -in timestamps/NAME.tsr -text 2>/dev/null | sed -n 's/^Time stamp: //p')" +%s)

4. EVIDENCE
  The digest of an item stands in its event evidence.sealed. A fixed VHD ends in a footer of 512 bytes; the digest of
  the payload alone stands beside. The verifier of part 2 holds evidence, block manifests and reports against the events
  that name their digests, whatever the manifests of part 1 say. mmls and fls of The Sleuth Kit read the image as it is.

5. THE RECEIPT
  verify.html, or holdfast receipt, makes a signed receipt of what you found. Tell its key's digest to who gave you this.
`;
}
