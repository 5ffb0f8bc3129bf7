import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../lib/hashing/merkle-hash.ts';
import { appendLeaves, emptyTree } from '../../lib/ledger/merkle-tree.ts';
import { nodesFromTiles } from '../../lib/ledger/tile.ts';
import { tilePath } from '../../lib/ledger/tile-path.ts';
import { consistencyProof } from '../../lib/ledger/tree-proof.ts';
import { formatWitnessRequest } from '../../lib/ledger/witness-request.ts';
import { anchoredBundle, anchoredNote } from '../support/anchored-bundle.ts';
import { type AnchoredLedger, anchoredLedger } from '../support/anchored-ledger.ts';
import { craftedBundle, craftedEvents, craftedTrust } from '../support/crafted-bundle.ts';
import { type GoChecker, goChecker } from '../support/go-checker.ts';
import { policyText } from '../support/policy-text.ts';
import { recordDenials } from '../support/record-denials.ts';
import { writeFiles } from '../support/write-files.ts';
import { storedNodes } from '../unit/ledger/naive-tree.ts';
import { noteOver } from '../unit/ledger/small-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-third-party-'));
const roots = join(folder, 'roots');
let house: AnchoredLedger;
let askGo: GoChecker;
let [older, size] = [0, 0];

beforeAll(async () => {
  askGo = goChecker(folder);
  house = await anchoredLedger();
  house.start();
  older = await recordAndAnchor(5);
  size = await recordAndAnchor(8);
  await house.stop();
  writeFiles(folder, await anchoredBundle(house, size));
  writeFileSync(join(folder, 'policy'), policyText(house.trust));
  writeFileSync(join(folder, 'older.note'), await anchoredNote(house, older));
  writeFileSync(join(folder, 'request'), await consistencyRequest());
  cpSync(house.cloud.endpoints.timestampRootsFolder, roots, { recursive: true });
}, 180_000);
afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true });
});

async function recordAndAnchor(count: number): Promise<number> {
  await recordDenials(house, count);
  return Number(await house.untilAnchored());
}

async function consistencyRequest(): Promise<string> {
  const readNode = nodesFromTiles(BigInt(size), async (place) =>
    readFileSync(join(folder, 'log', tilePath(place))),
  );
  const proof = await consistencyProof(BigInt(older), BigInt(size), readNode);
  return formatWitnessRequest({ oldSize: BigInt(older), proof, checkpoint: await anchoredNote(house, size) });
}

/** How the steps begin that need no bag around the log. */
const ofTheLog = [
  'Every entry and',
  'Every checkpoint bears',
  'Every entry stands',
  'Every body is',
  'Within each stream',
  'The whole log',
  'No entry is',
];

describe('what the product itself signed, anchored and had cosigned and stamped', () => {
  it('holds as a bundle under holdfast verify, offline', () => {
    const args = ['lib/cli/main.ts', 'verify', folder, '--policy', join(folder, 'policy'), '--roots', roots];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /Every check held(?:; for \d+ of \d+ the bundle has nothing to look at)?\.\n$/,
      ),
    });
    expect(stdout).not.toMatch(/^FAIL/m);
    const held = [...stdout.matchAll(/^ok {3}(\w+ \w+ \w+)/gm)].map(([, words]) => words);
    expect(held).toEqual(expect.arrayContaining(ofTheLog));
    expect(stdout).toMatch(/embedded-ec saw the checkpoint/);
    expect(stdout).toMatch(/embedded-rsa saw the checkpoint/);
  });

  it('opens under Go: both keys of the log and the witness', () => {
    expect(askGo(['note policy log/checkpoint', 'note policy older.note'])).toEqual(['yes', 'yes']);
  });

  it('is proven under Go: every entry, and that the newer tree begins with the older', () => {
    const entries = Array.from(
      { length: size },
      (_, i) => `inclusion policy events/${i}/entry.json events/${i}/event.tlog-proof`,
    );
    const answers = askGo([...entries, 'consistency policy older.note request']);
    expect(answers).toEqual(Array.from({ length: size + 1 }, () => 'yes'));
  });
});

/** Runs the commands of the format's description, all of them, as a stranger would. */
function runDescription(): { readonly status: number | null; readonly output: string } {
  const text = readFileSync(new URL('../../lib/ledger/README.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  expect(blocks).toHaveLength(2);
  const env = { ...process.env, HOLDFAST: process.cwd(), GOFLAGS: '', TMPDIR: folder };
  const run = spawnSync('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status: run.status, output: run.stdout + run.stderr };
}

it('Go proves every entry of a log of 300, and its growth from every earlier size', async () => {
  const largest = 300;
  const events = craftedEvents(largest);
  const entries = events.map(({ entry }) => entry);
  const leaves = entries.map(leafHash);
  const readNode = storedNodes(leaves, appendLeaves(emptyTree, leaves).nodes);
  const files = new Map<string, Uint8Array | string>(await craftedBundle(events));
  files.set('policy', policyText(craftedTrust.policy));
  const checkpoint = noteOver(entries, largest);
  for (let from = 1; from <= largest; from += 1) {
    const proof = await consistencyProof(BigInt(from), BigInt(largest), readNode);
    files.set(`older/${from}`, noteOver(entries, from));
    files.set(`grown/${from}`, formatWitnessRequest({ oldSize: BigInt(from), proof, checkpoint }));
  }
  writeFiles(join(folder, 'crafted'), files);
  const at = 'crafted/policy';
  const questions = entries.flatMap((_, i) => [
    `inclusion ${at} crafted/events/${i}/entry.json crafted/events/${i}/event.tlog-proof`,
    `consistency ${at} crafted/older/${i + 1} crafted/grown/${i + 1}`,
    `inclusion ${at} crafted/events/${(i + 1) % largest}/entry.json crafted/events/${i}/event.tlog-proof`,
  ]);
  const answers = askGo(questions);
  expect(answers).toHaveLength(questions.length);
  for (const [i, answer] of answers.entries()) {
    if (i % 3 === 2) expect(answer, questions[i]).toMatch(/^no: /);
    else expect(answer, questions[i]).toBe('yes');
  }
});

describe('the commands in the description of the format', () => {
  it('hold for what the product signed, with openssl, sha256sum and Go alone', () => {
    const { status, output } = runDescription();
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output.match(/^(w1|embedded-ec|embedded-rsa) saw it at /gm)).toHaveLength(3);
    expect(output).toContain(`${size} events of`);
    expect(output.match(/^yes$/gm)).toHaveLength(2);
  });

  it.each([
    'events/3/entry.json',
    'events/3/body.json',
    'events/3/salt.bin',
    'timestamps/checkpoint',
    'timestamps/embedded-ec.tsr',
  ])('fail when one byte of %s is another', (path) => {
    const whole = readFileSync(join(folder, path));
    const changed = Buffer.from(whole);
    const at = Math.floor(changed.length / 2);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expectRefusal(path, whole, changed);
  });

  it.each([0, 1, 2])('fail when signature line %i of the checkpoint is another', (line) => {
    const whole = readFileSync(join(folder, 'events/3/event.tlog-proof'));
    const lines = whole.toString('utf8').trimEnd().split('\n');
    const at = lines.length - 3 + line;
    // In the middle of the signature, so that it stays one in form.
    lines[at] = (lines[at] ?? '').replace(
      /(.)(.{40})$/,
      (_, one, rest) => `${one === 'A' ? 'B' : 'A'}${rest}`,
    );
    expectRefusal('events/3/event.tlog-proof', whole, Buffer.from(`${lines.join('\n')}\n`));
  });

  function expectRefusal(path: string, whole: Uint8Array, changed: Uint8Array): void {
    writeFileSync(join(folder, path), changed);
    try {
      expect(runDescription().status).not.toBe(0);
    } finally {
      writeFileSync(join(folder, path), whole);
    }
  }
});

describe('Go refuses', () => {
  const changed = (path: string, name: string, change: (text: string) => string) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const other = change(text);
    expect(other).not.toBe(text);
    writeFileSync(join(folder, name), other);
    return name;
  };

  it('a note with another size, one without a signature, and one with another signature', () => {
    const bigger = changed('log/checkpoint', 'bigger', (text) =>
      text.replace(`\n${size}\n`, `\n${size + 1}\n`),
    );
    const lines = readFileSync(join(folder, 'log/checkpoint'), 'utf8').trimEnd().split('\n').slice(4);
    expect(lines).toHaveLength(3);
    const short = lines.map((line, i) =>
      changed('log/checkpoint', `short-${i}`, (text) => text.replace(`${line}\n`, '')),
    );
    const swapped = lines.map((line, i) =>
      changed('log/checkpoint', `swapped-${i}`, (text) =>
        text.replace(line, line.replace(/.{8}(={0,2})$/, 'AAAABBB$1').padEnd(line.length, 'A')),
      ),
    );
    for (const answer of askGo([bigger, ...short, ...swapped].map((name) => `note policy ${name}`)))
      expect(answer).toMatch(/^no: /);
  });

  it('another entry, another index, and a proof with a hash that is changed, missing or too many', () => {
    const entry = changed('events/3/entry.json', 'entry', (text) => text.replace('"n":1', '"n":2'));
    const index = changed('events/3/event.tlog-proof', 'index', (text) => text.replace('index 3', 'index 4'));
    const proof = readFileSync(join(folder, 'events/3/event.tlog-proof'), 'utf8').split('\n');
    const [, , first = ''] = proof;
    const missing = changed('events/3/event.tlog-proof', 'missing', (text) => text.replace(`${first}\n`, ''));
    const more = changed('events/3/event.tlog-proof', 'more', (text) =>
      text.replace(first, `${first}\n${first}`),
    );
    const flipped = changed('events/3/event.tlog-proof', 'flipped', (text) =>
      text.replace(first, `${first.startsWith('A') ? 'B' : 'A'}${first.slice(1)}`),
    );
    const answers = askGo([
      `inclusion policy ${entry} events/3/event.tlog-proof`,
      ...[index, missing, more, flipped].map((name) => `inclusion policy events/3/entry.json ${name}`),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^no: /);
    expect(answers).toHaveLength(5);
  });

  it('a consistency proof from another size or with a changed hash', () => {
    const from = changed('request', 'from', (text) => text.replace(`old ${older}`, `old ${older - 1}`));
    const flipped = changed('request', 'flip', (text) =>
      text.replace(/\n(.)/, (_, letter) => `\n${letter === 'A' ? 'B' : 'A'}`),
    );
    for (const answer of askGo([from, flipped].map((name) => `consistency policy older.note ${name}`)))
      expect(answer).toMatch(/^no: /);
  });
});
