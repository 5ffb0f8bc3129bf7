import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBag } from '../../lib/bundle/bag/check-bag.ts';
import { Checklist } from '../../lib/bundle/checklist.ts';
import { inPlainSight } from '../../lib/custody/plain-sight.ts';
import { type BundleHouse, hostile, startBundleHouse } from '../support/bundle-house.ts';
import { problemsIn } from '../support/case-shapes.ts';
import { filesOf as bundleFiles } from '../support/crafted-bundle.ts';
import { goChecker } from '../support/go-checker.ts';
import { askedOf, bundleSource, takenBundle } from '../support/taken-bundle.ts';

const kinds = ['item', 'incident', 'search'] as const;
type Kind = (typeof kinds)[number];

let house: BundleHouse;
beforeAll(async () => {
  house = await startBundleHouse();
  const wired = bundleSource(house, house.policy, house.rootsFolder);
  const responder = { ...house.person('responder'), displayName: hostile.name, ip: '10.1.2.3' };
  const auditor = { ...house.person('auditor'), displayName: hostile.name };
  await takenBundle(wired, responder, askedOf(house, 'item'), at('item'));
  await takenBundle(wired, responder, askedOf(house, 'incident'), at('incident'));
  const query = `item:${house.item.exhibitNumber}`;
  await takenBundle(wired, auditor, askedOf(house, query), at('search'));
});
afterAll(async () => {
  await house.close();
});

describe('what a bundle is made of', () => {
  it('is of an item its bytes and its report, of an incident also what stays elsewhere, of a search events alone', () => {
    const folders = (of: Kind) => readdirSync(join(at(of), 'data')).filter((name) => !name.includes('.'));
    const common = ['case', 'events', 'roots', 'timestamps', 'trust'];
    expect(folders('search')).toEqual(common);
    for (const of of ['item', 'incident'] as const)
      expect(folders(of)).toEqual([...common, 'evidence', 'manifests', 'report'].toSorted());
    expect(kinds.map((of) => existsSync(join(at(of), 'fetch.txt')))).toEqual([false, true, false]);
    expect(readdirSync(join(at('incident'), 'data/manifests'))).toHaveLength(2);
    expect(readdirSync(join(at('incident'), 'data/evidence'))).toEqual([`${house.item.exhibitNumber}.vhd`]);
    const payload = readFileSync(join(at('incident'), 'manifest-sha256.txt'), 'utf8').split('\n').length - 1;
    const info = readFileSync(join(at('incident'), 'bag-info.txt'), 'utf8');
    expect(info).toMatch(new RegExp(`^Payload-Oxum: \\d+\\.${payload}$`, 'm')); // what is elsewhere, too
    expect(readme('search')).toContain('a bundle of a search holds events alone');
  });
});

describe.each(kinds)('a bundle of one %s', (of) => {
  it('holds by every command that its README prints, run as it stands there', () => {
    const said = commanded(of, at(of));
    expect(said.filter(({ status }) => status !== 0)).toEqual([]);
    const all = said.map(({ command, output }) => `${command}\n${output}`).join('\n');
    expect(all).toMatch(/Every check held(?:; for \d+ of \d+ the bundle has nothing to look at)?\./);
    expect(all).toContain(', 0 of them without their words: 0 failures');
    expect(all.match(/Verification: OK/g)).toHaveLength(2);
    if (of === 'search') expect(all).not.toMatch(/pdfsig|qpdf|mmls|basenc/);
    else expect(all).toMatch(/0000002048 +0000004095 .* Data[\s\S]*SHELL\.PHP/);
  });

  it('fails by every one of them that checks something, once that was changed', () => {
    const folder = `${at(of)}-altered`;
    cpSync(at(of), folder, { recursive: true });
    for (const path of filesOf(folder).filter(isChecked)) flip(join(folder, path));
    writeFileSync(join(folder, 'data/more'), '');
    const checks = commanded(of, folder, (command) => !shows.test(command));
    expect(checks.length).toBe({ item: 11, incident: 11, search: 6 }[of]);
    expect(checks.filter(({ status }) => status === 0)).toEqual([]);
  });

  it('names each file of the payload that was changed, taken away, put in the place of another, or added', async () => {
    const before = oneOfEachKind(filesOf(at(of)));
    for (const [way, change] of Object.entries(ways)) {
      const folder = `${at(of)}-${way}`;
      cpSync(at(of), folder, { recursive: true });
      const expected = change(folder, before).toSorted();
      expect(await namedByVerifier(folder), way).toEqual(expected);
      expect(namedByTools(of, folder), way).toEqual(expected);
      rmSync(folder, { recursive: true });
    }
  });

  it('names each tag file that was changed or taken away', async () => {
    const tags = filesOf(at(of)).filter((path) => !path.includes('/') && path !== 'tagmanifest-sha256.txt');
    expect(tags).toHaveLength(of === 'incident' ? 4 : 3);
    const held = new Map(tags.map((tag) => [tag, readFileSync(join(at(of), tag))]));
    const others = tags.filter((tag) => tag !== 'manifest-sha256.txt');
    for (const [change, changed] of [
      [flip, others],
      [flip, ['manifest-sha256.txt']],
      [rmSync, tags],
    ] as const) {
      for (const tag of changed) change(join(at(of), tag));
      const { output } = sh(at(of), 'sha256sum --quiet -c tagmanifest-sha256.txt');
      expect([...output.matchAll(/^(\S+): FAILED/gm)].map(([, tag]) => tag).toSorted()).toEqual(changed);
      expect(await namedByVerifier(at(of))).toEqual(expect.arrayContaining([...changed]));
      for (const tag of changed) writeFileSync(join(at(of), tag), held.get(tag) ?? '');
    }
  });

  it('is proven by Go: both keys of the log, the witness, and the place of every event', () => {
    const events = readdirSync(join(at(of), 'data/events')).map((index) => `${of}/data/events/${index}`);
    const answers = goChecker(house.home)(
      events.map((event) => `inclusion policy ${event}/entry.json ${event}/event.tlog-proof`),
    );
    expect(answers).toEqual(events.map(() => 'yes'));
  });

  it('has a graph that conforms to CASE 1.4.0 and says what was said, with no sign that anything obeys', async () => {
    const text = readFileSync(join(at(of), 'data/case/custody.jsonld'), 'utf8');
    expect(await problemsIn(text)).toEqual([]);
    const said = JSON.stringify(JSON.parse(text));
    for (const one of [hostile.name, hostile.reason, ...(of === 'incident' ? [hostile.fileName] : [])])
      expect(said).toContain(JSON.stringify(one).slice(1, -1));
    const tags = filesOf(at(of)).filter((path) => !path.includes('/'));
    for (const path of [...tags, 'data/case/custody.jsonld', 'data/README-verify.txt'])
      expect(readFileSync(join(at(of), path), 'utf8'), path).not.toMatch(/[^\P{C}\n]/u);
    const info = readFileSync(join(at(of), 'bag-info.txt'), 'utf8');
    expect(info).toContain(`Contact-Name: ${inPlainSight(hostile.name)}\n`);
  });
});

describe('the script that came with a bundle', () => {
  it('calculates with nothing that a forger wrote into it as a command', () => {
    const forged = `$(touch ${house.home}/obeyed)`;
    const work = join(house.home, 'forged');
    for (const [path, from, to] of [
      ['event.tlog-proof', /^index .*$/m, `index x[${forged}]`],
      ['event.tlog-proof', /^\d+$/m, `x[${forged}]`],
      ['entry.json', /"n":\d+/, `"n":x[${forged}]`],
      ['entry.json', /"s":"[^"]*"/, `"s":"${forged}"`],
    ] as const) {
      cpSync(join(at('item'), 'data'), work, { recursive: true });
      const event = `events/${readdirSync(join(work, 'events'))[0]}`;
      const text = readFileSync(join(work, event, path), 'utf8');
      expect(text).toMatch(from);
      writeFileSync(
        join(work, event, path),
        text.replace(from, () => to),
      );
      const { status, output } = sh(work, `bash verify-by-hand.sh ~/policy ~/roots ${event}`);
      expect([status, output]).toEqual([1, expect.stringContaining(`FAILED  ${event}`)]);
      rmSync(work, { recursive: true });
    }
    expect(existsSync(join(house.home, 'obeyed'))).toBe(false);
  });

  // In bash: $one and $other are folders of two events, $one the first.
  it.each([
    ['item', 'rm -r $one', 'stream', 'of its'],
    [
      'incident',
      String.raw`rm -r $(eventsOf "$(sed 's/.*"stream":"\([^"]*\).*/\1/' scope.json)" | tail -n 1)`,
      'stream',
      'of its',
    ],
    ['incident', 'rm -r $(single | head -n 1)', 'scope.json', 'the single events here are not those'],
    ['search', 'rm -r $other', 'scope.json', 'the events here are not those that the search gave'],
    ['search', "sed -i 's/item:/item:x/' scope.json", 'scope.json', 'no event here has its digest'],
    ['item', 'rm -r $one; mv $other $one', 'one', 'its proof is of another place'],
    ['item', 'cp $other/body.json $one', 'one', 'its body or salt'],
    ['item', 'cp $other/salt.bin $one', 'one', 'its body or salt'],
    ['item', 'cp $other/entry.json $one', 'one', 'its proof does not lead to the checkpoint'],
    ['item', "sed -i '3s/^.\\{8\\}/AAAAAAAA/' $one/event.tlog-proof", 'one', 'its proof does not lead'],
    ['item', "sed -i '3s/./~/' $one/event.tlog-proof", 'one', 'a line of its proof is no hash'],
    ['item', 'printf x >> timestamps/checkpoint', 'timestamps/embedded-ec.tsr', 'it is no stamp'],
  ] as const)('names what is other in a bundle of one %s after %s', (of, change, where, words) => {
    const work = join(house.home, 'worked-on');
    cpSync(join(at(of), 'data'), work, { recursive: true });
    const [one, other] = readdirSync(join(work, 'events')).map((index) => `events/${index}`);
    sh(work, `one=${one} other=${other}; ${functions}; ${change}`);
    const isOfOne = where === 'one' || where.startsWith('timestamps');
    const { status, output } = sh(work, `bash verify-by-hand.sh ~/policy ~/roots ${isOfOne ? one : ''}`);
    rmSync(work, { recursive: true });
    const named = output.split('\n').filter((line) => line.includes(words));
    expect(named[0], output).toMatch(`FAILED  ${where === 'one' ? one : where}`);
    expect(status).toBe(1);
  });
});

/** In bash: the events of a stream, and those of an incident's bundle of which only single ones are here. */
const functions = String.raw`
  eventsOf() { grep -lF '"s":"'"$1"'"' events/*/entry.json | xargs -rn 1 dirname | sort -V; }
  single() {
    local begun=$(grep -lF '"type":"bundle.begun"' events/*/body.json | sort -V | tail -n 1) own event stream
    own=$(sed 's/.*"s":"\([^"]*\)".*/\1/' "$(dirname "$begun")/entry.json")
    for event in events/*; do
      stream=$(sed 's/.*"s":"\([^"]*\)".*/\1/' "$event/entry.json")
      [[ $stream = "$own" ]] || grep -qF '"stream":"'"$stream"'"' scope.json || echo "$event"
    done
  }`;

/** Commands that show something, or make something, and check nothing. */
const shows = /^(policy=|roots=|sha256sum tagmanifest|for n in|sed|mmls|holdfast)/;

/** What the commands of the README read, but for the manifests, by which the others are found. */
function isChecked(path: string): boolean {
  return /\/(body\.json|.*\.tsr|.*\.pdf)$|^bag-info|\/evidence\//.test(path);
}

function at(of: Kind): string {
  return join(house.home, of);
}

function readme(of: Kind): string {
  return readFileSync(join(at(of), 'data/README-verify.txt'), 'utf8');
}

/** The commands of a bundle's README in one shell, as they are printed, and how each ended. */
function commanded(of: Kind, folder: string, wanted: (command: string) => boolean = () => true) {
  const printed = [...readme(of).matchAll(/^ {4}(?! )(.*)$/gm)].map(([, command = '']) => command);
  const script = printed.filter((command) => wanted(command) || /^(policy|roots)=/.test(command));
  const { output } = sh(folder, script.map((command) => `${command}\nprintf '\\n@@%s\\n' $?`).join('\n'));
  const said = output.split(/\n@@(\d+)\n/);
  return script
    .map((command, i) => ({ command, output: said[2 * i] ?? '', status: Number(said[2 * i + 1]) }))
    .filter(({ command }) => wanted(command));
}

/** As a stranger: with what Debian has, and `holdfast` beside. */
function sh(cwd: string, script: string) {
  const path = `${house.home}/bin:${process.env.PATH}`;
  const env = { ...process.env, HOME: house.home, USER: 'stranger', PATH: path };
  const all = `exec 2>&1\n${script}`;
  const { stdout, status } = spawnSync('bash', ['-c', all], { cwd, env, encoding: 'utf8' });
  return { output: stdout, status };
}

function filesOf(folder: string): readonly string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .toSorted();
}

/** Of each kind of file in data/ one. */
function oneOfEachKind(paths: readonly string[]): readonly string[] {
  const byKind = new Map(paths.map((path) => [path.replace(/\d+/g, '#'), path]));
  return [...byKind.values()].filter((path) => path.startsWith('data/'));
}

/** How files of the payload can be other than they were; each says which ones then are. */
const ways: Record<string, (folder: string, paths: readonly string[]) => readonly string[]> = {
  changed(folder, paths) {
    for (const path of paths) flip(join(folder, path));
    return paths;
  },
  missing(folder, paths) {
    for (const path of paths) rmSync(join(folder, path));
    return paths;
  },
  swapped(folder, paths) {
    const bytes = paths.map((path) => readFileSync(join(folder, path)));
    for (const [i, path] of paths.entries())
      writeFileSync(join(folder, path), bytes[(i + 1) % bytes.length] ?? '');
    return paths;
  },
  added(folder, paths) {
    const more = paths.map((path) => `${path}-more`);
    for (const path of [...more, 'more']) appendFileSync(join(folder, path), 'more');
    return [...more, 'more'];
  },
};

/** One bit in the middle; of a PDF, in the number that says where its parts are. */
function flip(path: string): void {
  const bytes = readFileSync(path);
  const at = path.endsWith('.pdf') ? bytes.lastIndexOf('startxref') + 10 : bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

/** But for bag-info.txt, which has the number of all bytes of the payload. */
async function namedByVerifier(folder: string): Promise<readonly string[]> {
  const checklist = new Checklist();
  const held = filesOf(folder).map((path) => [path, readFileSync(join(folder, path))] as const);
  await checkBag(bundleFiles(new Map(held)), checklist);
  return [...new Set(checklist.findings.map(({ where }) => where))].toSorted();
}

function namedByTools(of: Kind, folder: string): readonly string[] {
  const said = commanded(of, folder, (command) => /^sha256sum .* manifest|^diff/.test(command));
  const names = /^(?:(data\/\S+): FAILED|[<>] (\S+)$)/gm;
  const named = said.flatMap(({ output }) => [...output.matchAll(names)].map(([, sum, name]) => sum ?? name));
  return [...new Set(named)].flatMap((one) => one ?? []).toSorted();
}
