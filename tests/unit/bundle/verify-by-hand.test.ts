import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { craftedBag, leaveOut, payloadOf } from '../../support/crafted-bag.ts';
import { type BundleMap, craftedEvents } from '../../support/crafted-bundle.ts';
import { writeFiles } from '../../support/write-files.ts';
import { noteOver, policyText } from '../ledger/small-log.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-by-hand-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const events = craftedEvents(4);
const excerpts = ['stream-0', 'stream-1', 'stream-2'];
const obeyed = '\u001b[2K';

describe('the script that checks a bundle by hand', () => {
  it('holds what an exporter made', async () => {
    expect(byHand(payloadOf(await craftedBag(events)))).toMatchObject({
      status: 0,
      output: expect.stringContaining('5 events of 4 streams, 0 of them without their words: 0 failures'),
    });
  });

  it.each([1, 12])('finds a record of which %i bytes were put behind its salt', async (bytes) => {
    const files = payloadOf(await craftedBag(events));
    const [salt, body] = ['salt.bin', 'body.json'].map((name) =>
      Buffer.from(files.get(`events/1/${name}`) ?? ''),
    );
    files.set(
      'events/1/salt.bin',
      Buffer.concat([salt ?? '', body?.subarray(0, bytes) ?? ''].map(Buffer.from)),
    );
    files.set('events/1/body.json', body?.subarray(bytes) ?? Buffer.of());
    expect(byHand(files)).toMatchObject({
      status: 1,
      output: expect.stringContaining('FAILED  events/1: its'),
    });
  });

  it('hands a terminal nothing that a name of a file brought', async () => {
    const files = payloadOf(await craftedBag(events));
    files.set(`events/7${obeyed}/entry.json`, Buffer.from('{}'));
    files.set(`timestamps/x${obeyed}\n5 events: 0 failures\n.tsr`, Buffer.from('x'));
    const { status, output } = byHand(files);
    expect(status).toBe(1);
    expect(output).not.toMatch(/[^\P{C}\n]/u);
    expect(output.split('\n')).not.toContain('5 events: 0 failures');
    expect(output).toContain('it is named as no stamp is');
  });

  it('ends, however many events a stream is said to have', async () => {
    const files = payloadOf(await craftedBag(events));
    const scope = Buffer.from(
      String(Buffer.from(files.get('scope.json') ?? '')).replace('"events":"2"', `"events":"${10 ** 17}"`),
    );
    files.set('scope.json', scope);
    const sha256 = createHash('sha256').update(scope).digest('hex');
    const body = String(Buffer.from(files.get('events/4/body.json') ?? ''));
    files.set(
      'events/4/body.json',
      Buffer.from(body.replace(/"scopeSha256":"\w+"/, `"scopeSha256":"${sha256}"`)),
    );
    expect(byHand(files)).toMatchObject({ status: 1, output: expect.stringContaining('is not here') });
  });

  it('finds that the file which says how far streams go was taken away', async () => {
    const files = payloadOf(await craftedBag(events));
    files.delete('scope.json');
    leaveOut(files, 'events/3/');
    expect(byHand(files)).toMatchObject({ status: 1, output: expect.stringContaining('FAILED  scope.json') });
    leaveOut(files, 'events/4/'); // that it was begun
    expect(byHand(files)).toMatchObject({ status: 0, output: expect.stringContaining('nobody can see') });
    const inBag = new Map(Array.from(files, ([path, bytes]) => [`data/${path}`, bytes]));
    expect(byHand(inBag.set('bagit.txt', Buffer.of()), { below: 'data' }).status).toBe(1);
  });

  it('finds events of other streams in a bundle of an item', async () => {
    const alone = await craftedBag([], new Map(), { of: 'item' });
    expect(byHand(payloadOf(alone)).status).toBe(0);
    const more = await craftedBag(events, new Map(), { of: 'item', excerpts });
    expect(byHand(payloadOf(more))).toMatchObject({
      status: 1,
      output: expect.stringContaining('events of other streams are here'),
    });
  });

  it('demands the witnesses of a policy, however its words are set apart', async () => {
    const bag = payloadOf(await craftedBag(events));
    const policy = policyText.replace('witness w1 ', ' witness\tw1\t\t');
    expect(byHand(bag, { policy })).toMatchObject({
      status: 0,
      output: expect.stringContaining('w1 saw it'),
    });
    const entries = [0, 1, 2, 3, 4].map((i) => bag.get(`events/${i}/entry.json`) ?? Buffer.of());
    const bare = noteOver(entries, 5, { without: 'cosignature-v1' });
    for (const [path, bytes] of bag)
      if (path.endsWith('.tlog-proof')) {
        const [proof = ''] = Buffer.from(bytes).toString().split('\n\n');
        bag.set(path, Buffer.from(`${proof}\n\n${bare}`));
      }
    expect(byHand(bag, { policy })).toMatchObject({
      status: 1,
      output: expect.stringContaining('not cosigned'),
    });
  });

  it('finds a record that lies below an event, where a search for digests would come upon it', async () => {
    const files = payloadOf(await craftedBag(events));
    files.set('events/1/more/body.json', Buffer.from('{}'));
    const output = expect.stringContaining('FAILED  ./events/1/more/body.json');
    expect(byHand(files)).toMatchObject({ status: 1, output });
  });

  it('looks into no link', async () => {
    const files = payloadOf(await craftedBag(events));
    leaveOut(files, 'events/2/');
    const made = byHand(files, {
      before: 'rm events/1/entry.json; mkfifo events/1/entry.json; ln -s 0 events/2',
    });
    expect(made).toMatchObject({
      status: 1,
      output: expect.stringContaining('it is a link or a device'),
    });
  });
});

/** What it says of these files, below a folder of their own. */
function byHand(
  files: BundleMap,
  {
    policy = policyText,
    below = '.',
    before = ':',
  }: { policy?: string; below?: string; before?: string } = {},
) {
  const folder = mkdtempSync(join(home, 'bundle-'));
  writeFiles(folder, files);
  writeFiles(home, new Map([['policy', policy]]));
  const script = resolve('lib/bundle/verify-by-hand.sh');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `${before}; bash "${script}" "${home}/policy"`],
    { cwd: join(folder, below), encoding: 'utf8', timeout: 8_000 },
  );
  return { status, output: stdout + stderr };
}
