import { describe, expect, it } from 'vitest';
import { addLog, addStamp, craftedBundle, craftedEvents, judged } from '../../support/crafted-bundle.ts';

describe('a bundle that is as it was written', { timeout: 30_000 }, () => {
  it('holds, step by step, and says what it does not cover', async () => {
    const verdict = await judged(await craftedBundle(craftedEvents(20)));
    expect(verdict.findings).toEqual([]);
    expect(verdict.steps.map(({ outcome }) => outcome)).toEqual([
      'absent', // it is no bag, and so it promises nothing of files and ends
      ...['holds', 'holds', 'holds', 'holds'],
      'absent',
      'holds',
      ...['absent', 'absent'], // neither evidence nor the whole log lies beside the events
      'holds',
    ]);
    expect(verdict.remarks).toContain(
      'Stream stream-0 is here up to number 6; whether it goes on cannot be seen without the whole log.',
    );
  });

  it('holds with the whole log and a time stamp, and says where each stream ends and by when all was there', async () => {
    const events = craftedEvents(300);
    const files = await craftedBundle(events, { chosen: [0, 3, 6, 297] });
    // A bundle with a gap would be found; this one ends before its stream does.
    for (const path of [...files.keys()]) if (path.startsWith('events/297/')) files.delete(path);
    addLog(files, events);
    addStamp(files, events);
    const verdict = await judged(files);
    expect(verdict.findings).toEqual([]);
    expect(verdict.steps.filter(({ outcome }) => outcome !== 'holds').map(({ title }) => title)).toEqual([
      'Every file is the one that the manifests of the bag name',
      'Every stream is here as far as it went when the bundle was begun',
      'Evidence in the bundle has the digests that its events name',
    ]);
    expect(verdict.steps.at(-1)?.words).toMatch(/crafted saw .* every event, by 2026-06-01T12:00:02/);
    expect(verdict.remarks).toContain(
      'Stream stream-0 goes on to number 99 in the log; this bundle ends with 2.',
    );
  });

  it('holds over the beginning of a later epoch, and says where it begins and which entries stand for lost ones', async () => {
    const kinds = new Map([
      [0, 'ledger.opened'],
      [5, 'ledger.opened'],
      [7, 'ledger.event-lost'],
    ]);
    const events = craftedEvents(12, (i) => ({ k: kinds.get(i) ?? 'evidence.sealed' }));
    const files = await craftedBundle(events);
    const toldIn = async () => (await judged(files)).remarks.filter((one) => /epoch/.test(one));
    expect(await toldIn()).toEqual([]); // without the whole log nothing is known of it
    addLog(files, events);
    expect((await judged(files)).findings).toEqual([]);
    expect(await toldIn()).toEqual([
      expect.stringMatching(/^At entry 5 a later epoch of the log begins/),
      'Events were lost with an earlier epoch; entries 7 stand in their places.',
    ]);
  });

  it('holds without a body, and says that the body is withheld', async () => {
    const files = await craftedBundle(craftedEvents(4));
    files.delete('events/2/body.json');
    files.delete('events/2/salt.bin');
    const verdict = await judged(files);
    expect(verdict.findings).toEqual([]);
    expect(verdict.remarks.join(' ')).toMatch(/bodies of 1 events are withheld \(entries 2\)/);
  });

  it('holds although an authority is not trusted, and says that its stamp proves nothing', async () => {
    const events = craftedEvents(4);
    const files = await craftedBundle(events);
    addStamp(files, events);
    const verdict = await judged(files, { stampRoots: new Map() });
    expect(verdict.findings).toEqual([]);
    expect(verdict.remarks.join(' ')).toMatch(/No roots of the authority crafted were given/);
  });

  it('names a time stamp that bears no authority’s name, which nobody looked at', async () => {
    const events = craftedEvents(4);
    const files = await craftedBundle(events);
    addStamp(files, events);
    files.set('timestamps/Foo.TSR', Buffer.from('x'));
    expect((await judged(files)).remarks).toContain(
      'timestamps/Foo.TSR is named as no authority is; it was not looked at.',
    );
  });
});
