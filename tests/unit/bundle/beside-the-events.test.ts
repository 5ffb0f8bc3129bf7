import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BundleVerdict } from '../../../lib/bundle/verify-bundle.ts';
import { bagOf, craftedBag, payloadOf } from '../../support/crafted-bag.ts';
import { type BundleMap, craftedEvents, judged, type Oddity } from '../../support/crafted-bundle.ts';

describe('what lies beside the events of a bag', () => {
  const [image, blocks, report] = ['evidence/EV-1.vhd', 'manifests/EV-1.sha256-blocks', 'report/EV-2.pdf'];
  const contents: BundleMap = new Map([
    [image, Buffer.from('the disk')],
    [blocks, createHash('sha256').update('the disk').digest()],
    [report, Buffer.from('the report')],
  ]);
  const sha256Of = (path: string) =>
    createHash('sha256')
      .update(contents.get(path) ?? '')
      .digest('hex');
  const manifestRoot = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), contents.get(blocks) ?? Buffer.of()]))
    .digest('base64');
  const said: readonly Oddity[] = [
    { k: 'acquisition.requested', detail: { exhibitNumber: 'EV-1' } },
    { k: 'report.signed', detail: { exhibitNumber: 'EV-2', sha256: sha256Of(report) } },
    { k: 'incident.opened' },
    { k: 'evidence.sealed', detail: { digests: { sha256: sha256Of(image), manifestRoot } } },
  ];
  const events = craftedEvents(9, (i) => said[i] ?? { k: 'acquisition.note' });
  const step = ({ steps }: BundleVerdict) => steps.find(({ title }) => title.startsWith('Evidence'));

  it('is held against the digests that the events commit to', async () => {
    const verdict = await judged(await craftedBag(events, contents));
    expect(verdict.findings).toEqual([]);
    expect(step(verdict)).toMatchObject({ outcome: 'holds', words: '3 files.' });
  });

  it.each([image, blocks, report])(
    'is found out and named when %s was swapped under manifests made anew',
    async (path) => {
      const swapped = new Map(contents).set(path, Buffer.from('another'));
      const verdict = await judged(await craftedBag(events, swapped));
      expect(verdict.findings.map(({ where }) => where)).toEqual([path]);
      expect(step(verdict)?.outcome).toBe('fails');
    },
  );

  it('is found out when no event names it', async () => {
    const more = new Map(contents).set('evidence/EV-9.vhd', Buffer.from('another'));
    const { findings } = await judged(await craftedBag(events, more));
    expect(findings).toMatchObject([{ attack: 'unproven', where: 'evidence/EV-9.vhd' }]);
  });

  it.each([
    ['the seal', 3, [image, blocks]],
    ['the request', 0, [image, blocks]],
    ['the signature', 1, [report]],
  ] as const)(
    'does not hold where the words of %s were taken away, by which it could be swapped',
    async (_, index, unheld) => {
      const data = payloadOf(await craftedBag(events, contents));
      for (const name of ['body.json', 'salt.bin']) data.delete(`events/${index}/${name}`);
      for (const path of unheld) data.set(path, Buffer.from('another'));
      const verdict = await judged(await bagOf(data));
      expect(verdict.findings.map(({ attack, where }) => [attack, where])).toEqual(
        unheld.map((path) => ['unproven', path]),
      );
      expect(verdict.findings[0]?.words).toContain('withheld');
      expect(step(verdict)?.outcome).toBe('fails');
    },
  );

  it('is found out where the manifest gives another digest for what lies elsewhere', async () => {
    const data = payloadOf(await craftedBag(events, contents));
    data.delete(image);
    const fetched = { path: image, url: 'https://locker.example/EV-1', size: 8n };
    const right = await judged(await bagOf(data, [{ ...fetched, sha256: sha256Of(image) }]));
    expect(right.findings).toEqual([]);
    expect(step(right)?.words).toBe('3 files. Of 1 of them, elsewhere, this is what the manifest says.');
    const { findings } = await judged(await bagOf(data, [{ ...fetched, sha256: sha256Of(report) }]));
    expect(findings.map(({ where }) => where)).toEqual([image]);
  });

  it('is held without any manifest of a bag, too', async () => {
    const data = payloadOf(await craftedBag(events, contents));
    expect((await judged(data)).findings).toEqual([]);
    expect((await judged(data.set(image, Buffer.from('another')))).findings).toMatchObject([
      { where: image },
    ]);
  });
});
