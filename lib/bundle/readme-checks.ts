/** What a bundle has beside events and its README, by path below data/. */
export interface ReadmeFiles {
  readonly files: readonly string[]; // that are here
  readonly elsewhere: readonly string[]; // that fetch.txt names
}

const stamped = /^timestamps\/([^/]+)\.tsr$/;
const reported = /^report\/[^/]+\.pdf$/;
const disk = /\.(vhd|img)$/;

/** The numbered commands of README-verify.txt, for what is in the bundle. */
export function readmeChecks({ files, elsewhere }: ReadmeFiles): string {
  const stamps = files.flatMap((path) => stamped.exec(path)?.[1] ?? []);
  const reports = files.filter((path) => reported.test(path));
  const evidence = files.filter((path) => path.startsWith('evidence/'));
  const hasPage = files.includes('verify.html');
  const sections = [
    filesSection(elsewhere.length > 0),
    eventsSection(hasPage, stamps.length > 0),
    ...(stamps.length === 0 ? [] : [stampsSection(stamps)]),
    ...(reports.length === 0 ? [] : [reportSection(reports)]),
    ...(evidence.length === 0 ? [] : [evidenceSection(evidence)]),
    receiptSection(hasPage),
  ];
  return `${needs(stamps.length > 0)}${sections.map((section, i) => `\n${i + 1}. ${section}`).join('')}`;
}

function needs(someStamps: boolean): string {
  const roots = someStamps
    ? `  For the time stamps likewise the root certificates of the authorities you trust, each as <name of its .tsr file>.pem.
`
    : '';
  return `WHAT YOU NEED
  From whoever you trust with it, and not from here: the trust policy of the log, whose lines begin with log, witness,
  group and quorum (C2SP tlog-policy).
${roots}  Lines that are indented by four are commands, for bash on Debian, in the folder in which this data/ lies. Each ends
  in an error if what it checks does not hold. First say where what you need is:

    policy=$HOME/policy
${someStamps ? '    roots=$HOME/roots\n' : ''}`;
}

function filesSection(someElsewhere: boolean): string {
  const here = 'find . ! -type d ! -path ./tagmanifest-sha256.txt | cut -c 3-';
  const all = someElsewhere ? `{ ${here}; cut -d ' ' -f 3- fetch.txt; }` : here;
  const named = "sed -nE 's/^[0-9a-f]{64}  //p' manifest-sha256.txt tagmanifest-sha256.txt";
  const missing = someElsewhere
    ? `  What fetch.txt names lies elsewhere, and --ignore-missing passes over it. Once you have it, lay it where fetch.txt
  says: the second command then holds it against the digest that the manifest has, and part 2 that against its seal.
`
    : '';
  return `THE FILES ARE THOSE THAT WERE MADE, AND NO OTHERS (coreutils, findutils, diffutils, sed)

    sha256sum --quiet --strict -c tagmanifest-sha256.txt
    sha256sum --quiet --strict -c ${someElsewhere ? '--ignore-missing ' : ''}manifest-sha256.txt
    diff <(${all} | sort -u | cat -v) <(${named} | sort | cat -v)

  The third names with < what no manifest names, and with > what a manifest names and is not here.
${missing}  The bundle as a whole is known by

    sha256sum tagmanifest-sha256.txt

  The log recorded that digest before the last file left (event bundle.exported); the portal hands out its proof.
`;
}

function eventsSection(hasPage: boolean, someStamps: boolean): string {
  const page = hasPage
    ? `  In a browser: open data/verify.html from your disk, or better a copy of it that you had before, and give it this folder
  or the .zip as you received it. `
    : '  ';
  return `THE EVENTS ARE THOSE OF THE LOG
${page}By command of Holdfast:

    holdfast verify . --policy "$policy"${someStamps ? ' --roots "$roots"' : ''}

  With nothing of Holdfast, but bash, coreutils, findutils, grep, sed and OpenSSL 3 (read the script first; Go's
  golang.org/x/mod/sumdb reads the same proofs):

    (cd data && bash verify-by-hand.sh "$policy"${someStamps ? ' "$roots"' : ''})

  What happened, one event a line, and one of them in full, by a way that writes out every sign beyond ASCII: its texts
  were typed by people or came from devices, and a terminal would obey some. "python3 -m json.tool FILE" does so too.

    for n in $(ls data/events | sort -n); do sed 's/.*"k":"\\([a-z0-9.-]*\\)".*"t":"\\([^"]*\\)".*/'$n' \\2 \\1\\n/' data/events/$n/entry.json; done | cat -v
    sed 's/[,{]"/\\n&/g' "$(find data/events -name body.json | head -n 1)" | cat -v
`;
}

function stampsSection(stamps: readonly string[]): string {
  const commands = stamps.map((by) => {
    const token = `data/timestamps/${by}.tsr`;
    const stated = `$(openssl ts -reply -in ${token} -text 2> /dev/null | sed -n 's/^Time stamp: //p')`;
    return `    openssl ts -verify -data data/timestamps/checkpoint -in ${token} -CAfile "$roots/${by}.pem" -attime "$(date -u -d "${stated}" +%s)"\n`;
  });
  return `THE TIME STAMPS (OpenSSL; the last option makes them hold after the authority's certificate has expired)

${commands.join('')}
  The event of the highest index under this checkpoint, and so every other, was on record at that time.
`;
}

function reportSection(reports: readonly string[]): string {
  const commands = reports.map(
    (path) => `    pdfsig -nocert data/${path} | grep -F 'Signature is Valid'
    qpdf --check data/${path}
    ${namedBy(path, 'report.signed')}
`,
  );
  return `THE REPORT (poppler-utils, qpdf)

${commands.join('')}
  The last one names the event that says which bytes were signed. Whose seal it is, pdfsig says without its filter; its
  certificate is the portal's own.
`;
}

function evidenceSection(evidence: readonly string[]): string {
  const commands = evidence.map((path) => `    ${namedBy(path, 'evidence.sealed')}\n    ${blocksOf(path)}\n`);
  const images = evidence.filter((path) => disk.test(path)).map((path) => `    ${listed(path)}\n`);
  return `EVIDENCE (the digest that its seal names; then each block of 4 MiB)

${commands.join('')}
  The first names the event of the seal. That it is the seal of this exhibit and of no other shows its acquisitionId: the
  event acquisition.requested that names the exhibit has the same. Part 2 holds that by command. A fixed VHD ends in a footer of 512 bytes; the digest of the payload alone
  stands beside in that event.
${images.length === 0 ? '' : `\n  What is on a disk, by The Sleuth Kit, which reads the image as it is:\n\n${images.join('')}`}`;
}

/** Only the words of the very event: a digest that somebody typed elsewhere is none. */
function namedBy(path: string, type: string): string {
  const digest = `$(sha256sum < data/${path} | cut -c -64)`;
  return `grep -rlF --include=body.json "\\"sha256\\":\\"${digest}\\"" data/events | xargs grep -lF '"type":"${type}"'`;
}

function blocksOf(path: string): string {
  const manifest = path.replace(/^evidence\/(.*)\.[^.]+$/, 'manifests/$1.sha256-blocks');
  return `split -b 4M --filter='sha256sum | cut -c -64' data/${path} | tr -d '\\n' | tr a-f A-F | basenc -d --base16 | cmp - data/${manifest}`;
}

function listed(path: string): string {
  return `mmls -i raw data/${path} && for s in $(mmls -a -i raw data/${path} | awk '/^[0-9]/ { print $3 }'); do fls -i raw -o $s data/${path}; done`;
}

function receiptSection(hasPage: boolean): string {
  const command = '"holdfast receipt . --policy … --key <file of your key> --name <who you are>"';
  const maker = hasPage
    ? `data/verify.html makes a signed receipt of what you found, and so does
  ${command}.`
    : `A signed receipt of what you found is made by
  ${command}.`;
  return `THE RECEIPT
  ${maker} Send it to who gave you
  this, and tell them the digest of its key by another way.
`;
}
