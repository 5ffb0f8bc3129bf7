import { beforeAll, describe, expect, it } from 'vitest';
import { bagOf, craftedBag, leaveOut, payloadOf } from '../../support/crafted-bag.ts';
import { type BundleMap, craftedEvents, judged } from '../../support/crafted-bundle.ts';

const extra: BundleMap = new Map([['case/custody.jsonld', Buffer.from('{}')]]);
let whole: BundleMap;
beforeAll(async () => {
  whole = await craftedBag(craftedEvents(9), extra);
});

describe('a bag', () => {
  it('holds as it was written', async () => {
    const { findings, steps } = await judged(whole);
    expect(findings).toEqual([]);
    expect(
      steps
        .slice(0, 1)
        .concat(steps.slice(5, 6))
        .map(({ outcome }) => outcome),
    ).toEqual(['holds', 'holds']);
  });

  it.each<[string, string, (files: BundleMap) => void]>([
    [
      'changed',
      'data/case/custody.jsonld',
      (files) => files.set('data/case/custody.jsonld', Buffer.from('[]')),
    ],
    ['missing', 'data/case/custody.jsonld', (files) => files.delete('data/case/custody.jsonld')],
    ['added below data/', 'data/more.txt', (files) => files.set('data/more.txt', Buffer.from('x'))],
    ['added beside it', 'notes.txt', (files) => files.set('notes.txt', Buffer.from('x'))],
    ['a changed tag file', 'bag-info.txt', (files) => append(files, 'bag-info.txt', 'Contact-Name: x\n')],
    ['a missing tag file', 'bagit.txt', (files) => files.delete('bagit.txt')],
    ['a missing tag manifest', 'tagmanifest-sha256.txt', (files) => files.delete('tagmanifest-sha256.txt')],
    [
      'a manifest cut off',
      'manifest-sha256.txt',
      (files) => files.set('manifest-sha256.txt', Buffer.from('ab')),
    ],
    [
      'swapped with another',
      'data/events/1/salt.bin',
      (files) => swap(files, 'data/events/1/salt.bin', 'data/events/2/salt.bin'),
    ],
  ])('with a file %s is found out, and the file is named', async (_, path, change) => {
    const files = new Map(whole);
    change(files);
    expect((await judged(files)).findings.map(({ where }) => where)).toContain(path);
  });

  it.each([
    ['the last event of a stream', 8],
    ['one from the middle', 4],
    ['the event that says how far the streams go', 9],
  ])('made anew by a forger without %s is found out', async (_, index) => {
    const data = payloadOf(whole);
    leaveOut(data, `events/${index}/`);
    const { findings } = await judged(await bagOf(data));
    expect(findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it('made anew without the first event of a stream is found out, though later ones than the scope lists are here', async () => {
    const data = payloadOf(await craftedBag(craftedEvents(12), new Map(), { begunAfter: 9 }));
    expect((await judged(await bagOf(data))).findings).toEqual([]);
    leaveOut(data, 'events/0/');
    const { findings } = await judged(await bagOf(data));
    expect(findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it('may hold single events of a stream that its recorded scope does not list, and says so', async () => {
    const data = payloadOf(await craftedBag(craftedEvents(9), new Map(), { excerpts: ['stream-1'] }));
    leaveOut(data, 'events/4/');
    const { findings, remarks } = await judged(await bagOf(data));
    expect(findings).toEqual([]);
    expect(remarks.join('\n')).toMatch(/Of stream stream-1 only what concerns this bundle is here/);
  });

  it('of an item holds no event of another stream: one that was added is found', async () => {
    const alone = await craftedBag([], new Map(), { of: 'item' });
    expect((await judged(alone)).findings).toEqual([]);
    const more = await craftedBag(craftedEvents(1), new Map(), { of: 'item', excerpts: ['stream-0'] });
    expect((await judged(more)).findings).toMatchObject([{ attack: 'inserted', where: 'entry 0' }]);
  });

  it('holds just the single events that its recorded scope names: one that was left out or added is found', async () => {
    const excerpts = ['stream-1'];
    const data = payloadOf(await craftedBag(craftedEvents(9), new Map(), { excerpts, namesSingles: true }));
    const whole = await judged(await bagOf(data));
    expect(whole.findings).toEqual([]);
    expect(whole.remarks.join('\n')).toMatch(/exactly the events about it that stood in the first 9 entries/);
    leaveOut(data, 'events/4/');
    expect((await judged(await bagOf(data))).findings).toMatchObject([
      { attack: 'omitted', where: 'the single events' },
    ]);
    const later = { excerpts, namesSingles: true, begunAfter: 9 };
    const more = payloadOf(await craftedBag(craftedEvents(11), new Map(), later));
    expect((await judged(await bagOf(more))).findings).toMatchObject([
      { attack: 'inserted', where: 'the single events' },
    ]);
  });

  it.each<[string, string, string, (data: BundleMap) => void]>([
    [
      'another text in the place of a body that was withheld',
      'edited',
      'entry 2',
      (data) => {
        data.set('events/2/body.json', Buffer.from('{"id":"x"}'));
        data.set('events/2/salt.bin', Buffer.alloc(32, 1));
      },
    ],
    [
      'a text in that place and no salt',
      'damage',
      'entry 2',
      (data) => {
        data.set('events/2/body.json', Buffer.from('{"id":"x"}'));
        data.delete('events/2/salt.bin');
      },
    ],
    [
      'an event in another stream than its own',
      'edited',
      'entry 4',
      (data) => {
        const entry = Buffer.from(data.get('events/4/entry.json') ?? []).toString();
        data.set('events/4/entry.json', Buffer.from(entry.replace('"stream-1"', '"stream-2"')));
      },
    ],
    [
      'an event in the folder of another entry',
      'reordered',
      'entry 4',
      (data) => {
        for (const name of ['entry.json', 'body.json', 'salt.bin', 'event.tlog-proof'])
          data.set(`events/4/${name}`, data.get(`events/5/${name}`) ?? Buffer.alloc(0));
      },
    ],
    [
      'the scope of another bundle of the same name',
      'omitted',
      'scope.json',
      (data) => {
        const scope = Buffer.from(data.get('scope.json') ?? []).toString();
        data.set('scope.json', Buffer.from(scope.replace('0000000000bb', '0000000000cc')));
      },
    ],
  ])(
    'made anew by a forger with %s is found out, and the place is named',
    async (_, attack, where, change) => {
      const data = payloadOf(whole);
      change(data);
      expect((await judged(await bagOf(data))).findings).toContainEqual(
        expect.objectContaining({ attack, where }),
      );
    },
  );

  it('of which fetch.txt names another place than when it was made is found out', async () => {
    const fetched = { path: 'evidence/EV-1.vhd', url: 'https://locker.example/EV-1', size: 8n };
    const files = await bagOf(payloadOf(whole), [{ ...fetched, sha256: '00'.repeat(32) }]);
    const elsewhere = Buffer.from(files.get('fetch.txt') ?? [])
      .toString()
      .replace('locker', 'looker');
    for (const changed of [Buffer.from(elsewhere), Buffer.from([0x68, 0xff, 0x0a])]) {
      files.set('fetch.txt', changed); // of which the second is no text at all
      expect((await judged(files)).findings.map(({ where }) => where)).toContain('fetch.txt');
    }
  });

  it('with another file beside the events holds, and it says by what alone that is found out', async () => {
    const data = payloadOf(whole).set('case/custody.jsonld', Buffer.from('{"other":1}'));
    const { findings, remarks, bag } = await judged(await bagOf(data));
    expect(findings).toEqual([]);
    expect(remarks.join('\n')).toMatch(new RegExp(`only the log’s own record of the bag ${bag}`));
  });

  it('made anew with another list of streams, or without one, is found out', async () => {
    const data = payloadOf(whole);
    const scope = Buffer.from(data.get('scope.json') ?? []).toString();
    data.set('scope.json', Buffer.from(scope.replace('"events":"3"', '"events":"2"')));
    expect((await judged(await bagOf(data))).findings.map(({ attack }) => attack)).toContain('omitted');
    data.delete('scope.json');
    expect((await judged(await bagOf(data))).findings.map(({ attack }) => attack)).toContain('unproven');
  });
});

describe('a bag that was stripped of its manifests and of data/', () => {
  it('holds as a whole, and without the end of a stream it does not', async () => {
    const data = payloadOf(whole);
    expect((await judged(data)).findings).toEqual([]);
    leaveOut(data, 'events/8/');
    expect((await judged(data)).findings.map(({ attack }) => attack)).toEqual(['omitted']);
  });

  it('is found out without the list of its streams, by the event that it was begun', async () => {
    const data = payloadOf(whole);
    data.delete('scope.json');
    expect((await judged(data)).findings).toMatchObject([{ attack: 'unproven', where: 'scope.json' }]);
  });

  it('is no bundle any more when that event alone is left: it holds as a proof of itself', async () => {
    const alone = [...payloadOf(whole)].filter(([path]) => path.startsWith('events/9/'));
    expect((await judged(new Map(alone))).findings).toEqual([]);
  });
});

function append(files: BundleMap, path: string, text: string): void {
  files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), Buffer.from(text)]));
}

function swap(files: BundleMap, a: string, b: string): void {
  const [left, right] = [files.get(a) ?? Buffer.alloc(0), files.get(b) ?? Buffer.alloc(0)];
  files.set(a, right).set(b, left);
}
