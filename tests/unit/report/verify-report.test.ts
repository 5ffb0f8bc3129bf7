import { PDF } from '@libpdf/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../../lib/bundle/verify-bundle.ts';
import { reportApart, reportLimits } from '../../../lib/cli/report-apart.ts';
import { verifyReport, withReports } from '../../../lib/cli/verify-report.ts';
import { notBorneOut } from '../../../lib/report/borne-out.ts';
import { drawReport } from '../../../lib/report/draw-report.ts';
import { attachmentsOf } from '../../../lib/report/report-attachments.ts';
import { reportDocument } from '../../../lib/report/report-document.ts';
import { reportLedger } from '../../../lib/report/report-ledger.ts';
import type { ReportMaterial } from '../../../lib/report/report-material.ts';
import { craftedTrust, filesOf } from '../../support/crafted-bundle.ts';
import { craftedLog, craftedReport, decided, sealed, withoutWords } from '../../support/crafted-report.ts';
import { attachedPdf, flate } from '../../support/raw-pdf.ts';

let material: ReportMaterial;
let whole: Uint8Array;
beforeAll(async () => {
  material = await craftedReport();
  whole = await reportOf(material);
});

describe('a custody report', { timeout: 60_000 }, () => {
  it('is verified by its own file: its events by the log, and each page by its events', async () => {
    const { findings, steps, remarks } = await verifyReport(whole, craftedTrust);
    expect(findings).toEqual([]);
    expect(steps.filter(({ outcome }) => outcome === 'holds').map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Every stream is here as far as it went/),
        expect.stringMatching(/^Every page is what its own attachments give/),
      ]),
    );
    expect(remarks.join(' ')).toMatch(/Titles of cases, whether one is restricted, places/);
  });

  it('shows a withheld event as withheld, by the event that decided it, and holds', async () => {
    const { findings, remarks } = await verifyReport(await reportOf(withoutWords(material, 2)), craftedTrust);
    expect(findings).toEqual([]);
    expect(remarks.join(' ')).toMatch(/bodies of 1 events are withheld \(entries 2\)/);
    expect(remarks.join(' ')).not.toMatch(/only states/);
  });

  it('that withholds a single event of another stream, whose decision is not in it, says that it only states it', async () => {
    const of = withoutWords(material, 1);
    const { findings, remarks } = await verifyReport(await reportOf(of), craftedTrust);
    expect(findings).toEqual([]);
    expect(remarks.join(' ')).toMatch(/only states, for no event in it records that: 1\./);
    expect(JSON.stringify(reportDocument(of).sections)).toMatch(/PR-2026-0003 [^"]*, as the register states/);
  });

  it.each([
    ['by another decision than its event names', 2, { ...decided, decision: 'PR-2026-0009' }, 'edited'],
    ['at another time than its event', 2, { ...decided, at: '2026-11-20T10:00:00.000Z' }, 'edited'],
    ['as erased, where it was withheld', 2, { ...decided, kind: 'erased' } as const, 'unproven'],
    ['by a decision that its stream, which is here whole, does not hold', 3, decided, 'unproven'],
    ['by no decision', 2, null, 'unproven'],
  ])('that keeps words back %s is found', (_, index, removal, attack) =>
    expect(notBorneOut(withoutWords(material, index, removal))).toMatchObject([
      { attack, where: `entry ${index}` },
    ]),
  );

  it.each([
    ['that is here', 3, ['1']],
    ['that is here, written otherwise', 3, ['01']],
    ['behind the last that there was', 3, ['2']],
    ['of a stream of which single events are here', 1, ['1']],
    ['without saying which', 3, []],
  ])('that says of a stream that a number is missing %s is found', async (_, index, n) => {
    const stream = material.events.find((one) => one.index === String(index))?.stream ?? '';
    const missing = [{ stream, n }];
    expect(await attacksOn(await reportOf({ ...material, missing }))).toEqual([`edited: stream ${stream}`]);
  });

  it.each([
    ['from the middle of a stream', 2],
    ['from the end of an item’s stream', 5],
    ['the only one of another stream', 1],
    ['the one that says that it was generated', 7],
  ])('that leaves one event out, %s, is found', async (_, index) => {
    const events = material.events.filter((one) => one.index !== String(index));
    const { findings } = await verifyReport(await reportOf({ ...material, events }), craftedTrust);
    expect(findings.map(({ attack }) => attack)).toContain('omitted');
  });

  it.each([
    ['that was in the log when it was generated', 6, 'inserted: the events of the report'],
    ['that came after it was generated', 8, 'inserted: entry 8'],
  ])('that holds an event more, %s, is found', async (_, index, attack) => {
    const log = await craftedLog();
    const events = log.events.filter(
      (one) => ![6, 8].includes(Number(one.index)) || one.index === String(index),
    );
    expect(await attacksOn(await reportOf({ ...log, events }))).toEqual([attack]);
  });

  it('that holds one single event in the place of another is found', async () => {
    const log = await craftedLog();
    const events = log.events.filter(({ index }) => index !== '1' && index !== '8');
    const { findings } = await verifyReport(await reportOf({ ...log, events }), craftedTrust);
    expect(findings.map(({ words }) => words)).toEqual([
      expect.stringMatching(/6 of the first 7 entries.*others/),
    ]);
  });

  it('of an older form, which names no entries, is held to its streams, and the verdict says what is not covered', async () => {
    const older = await craftedReport({ entries: null });
    const { findings, remarks } = await verifyReport(await reportOf(older), craftedTrust);
    expect(findings).toEqual([]);
    expect(remarks.join(' ')).toMatch(/single events of other streams .* cannot be seen/);
    const events = older.events.filter(({ index }) => index !== '3');
    expect(await attacksOn(await reportOf({ ...older, events }))).toContainEqual(
      expect.stringMatching(/^omitted: stream/),
    );
  });

  it('whose record names its entries in no form that can be read is found', async () => {
    const odd = await craftedReport({ entries: { size: 'all' } });
    expect(await attacksOn(await reportOf(odd))).toEqual(['damage: the report']);
  });

  it('that prints less than is attached to it is found', async () => {
    const document = reportDocument(material);
    const sections = document.sections.map((section) => ({
      ...section,
      blocks: section.blocks.filter((block) => block.kind !== 'event' || block.event.index !== '3'),
    }));
    const bytes = await sealed(await drawReport({ ...document, sections }));
    expect(await attacksOn(bytes)).toEqual(['edited: the pages']);
  });

  it('whose attached record was changed is found, whatever is printed', async () => {
    const events = material.events.map((one) => {
      if (one.index !== '3' || one.disclosed === null) return one;
      const text = new TextDecoder().decode(one.disclosed.body).replace('Reason 3.', 'Reason 4.');
      return { ...one, disclosed: { ...one.disclosed, body: new TextEncoder().encode(text) } };
    });
    expect(await attacksOn(await reportOf({ ...material, events }))).toContain('edited: entry 3');
  });

  it('whose attached record is nothing that could be read is found, and not read', async () => {
    const body = new TextEncoder().encode(
      '{"id":"x","type":"x","n":0,"occurredAt":"x","actor":null,"clock":null,"tool":null,"detail":null,"subjects":[]}',
    );
    const events = material.events.map((one) =>
      one.index === '3' && one.disclosed !== null ? { ...one, disclosed: { ...one.disclosed, body } } : one,
    );
    expect(await attacksOn(await reportOf({ ...material, events }))).toContain('edited: entry 3');
  });

  it('that was changed behind its seal, or sealed twice, is found', async () => {
    const pdf = await PDF.load(whole);
    pdf.addPage();
    expect(await attacksOn(await pdf.save({ incremental: true }))).toEqual(['edited: the pages']);
    expect(await attacksOn(await sealed(whole))).toEqual(['edited: the pages']);
  });

  it.each([
    ['longer', '00'.repeat(40), 0],
    ['with an object in it', '00\n7 0 obj null endobj\n', 23],
  ])('whose signature was made %s is found', async (_, put, instead) => {
    const text = Buffer.from(whole).toString('latin1');
    const end = text.indexOf('>', text.lastIndexOf('/Contents <'));
    const bytes = Buffer.from(text.slice(0, end - instead) + put + text.slice(end), 'latin1');
    expect(await attacksOn(new Uint8Array(bytes))).toEqual(['edited: the pages']);
  });

  it('on another subject than its record says is found', async () => {
    const other = { ...material, subject: { ...material.subject, number: 'INC-2026-0008' } };
    expect(await attacksOn(await reportOf(other))).toContain('omitted: the report');
  });

  it.each([
    ['its moment', { asOf: '2020-01-01T00:00:00.000Z' }],
    ['the case number', { incident: { number: 'INC-2020-0001', title: 'Another', restricted: false } }],
  ])('that says other than its events of %s is found', async (where, other) => {
    expect(await attacksOn(await reportOf({ ...material, ...other }))).toEqual([`edited: ${where}`]);
  });

  it('in another time zone than the one it was asked for in is found', () => {
    const subject = { ...material.subject };
    const detail = { reportId: material.reportId, timeZone: 'Asia/Kolkata', subject };
    const events = material.events.map((one) =>
      one.index === '4' && one.event !== null
        ? { ...one, event: { ...one.event, type: 'report.requested', detail } as unknown as typeof one.event }
        : one,
    );
    expect(notBorneOut({ ...material, events }).map(({ where }) => where)).toEqual(['its time zone']);
  });

  it('with a moment that is none, or a zone that is none, is refused in words', async () => {
    for (const other of [{ asOf: 'noon' }, { timeZone: 'Nowhere/Here' }]) {
      const document = reportDocument(material);
      const attachments = attachmentsOf({ ...material, ...other });
      const bytes = await sealed(await drawReport({ ...document, attachments }));
      await expect(verifyReport(bytes, craftedTrust)).rejects.toThrow(/report\.json is not in the form/);
    }
  });

  it('of another version is not judged by how this one draws, and does not pass as held', async () => {
    const older = await craftedReport({ drawnBy: '0.0.1' });
    const document = reportDocument(older);
    const bytes = await sealed(await drawReport({ ...document, title: 'As it was drawn then' }));
    const { findings, steps } = await verifyReport(bytes, craftedTrust);
    expect(findings.map(({ attack, where }) => `${attack}: ${where}`)).toEqual(['unproven: the pages']);
    expect(findings[0]?.words).toMatch(/version 0\.0\.1/);
    expect(steps.at(-1)?.outcome).toBe('absent');
  });

  it('in a bundle is held to the same, and the place of what is wrong is named', async () => {
    const bundle = await verifyBundle(filesOf(new Map()), craftedTrust);
    const inside = (bytes: Uint8Array) =>
      withReports(bundle, [{ path: 'data/report/EV-2026-0002.pdf', bytes }], judge);
    expect((await inside(whole)).steps.at(-1)).toMatchObject({ outcome: 'holds', words: 'One report.' });
    const events = material.events.filter(({ index }) => index !== '2');
    const { findings, steps } = await inside(await reportOf({ ...material, events }));
    expect(steps.at(-1)?.outcome).toBe('fails');
    expect(findings.map(({ where }) => where)).toContain('data/report/EV-2026-0002.pdf: entry 4');
  });

  it('in a bundle counts as held only where it was compared, and is not opened where the log names another', async () => {
    const bundle = await verifyBundle(filesOf(new Map()), craftedTrust);
    const none = { path: 'data/report/EV-2026-0003.pdf', bytes: new Uint8Array(8) };
    const one = { path: 'data/report/EV-2026-0002.pdf', bytes: whole };
    const unread = await withReports(bundle, [one, none], judge);
    expect(unread.steps.at(-1)).toMatchObject({
      ...{ outcome: 'absent', words: '1 of 2 were compared: see below.' },
    });
    expect(unread.remarks.join(' ')).toMatch(/EV-2026-0003\.pdf: This file is no PDF/);
    const swapped = {
      attack: 'damage',
      where: 'report/EV-2026-0003.pdf',
      words: 'Other.',
      proof: [],
    } as const;
    const found = await withReports({ ...bundle, findings: [swapped] }, [none], judge);
    expect(found.remarks.join(' ')).toMatch(/EV-2026-0003\.pdf: Not opened/);
  });

  it('with two lines of one witness holds, each with the time that is stated of it', async () => {
    const ids = ['00000001', '00000002'];
    const lines = ids.map(
      (id) => `\u2014 two.example/w ${Buffer.from(`${id}ff`, 'hex').toString('base64')}\n`,
    );
    const times = ['2026-01-03T00:00:00.000Z', null];
    const stated = new Map(ids.map((id, i) => [`two.example/w+${id}`, times[i] ?? null]));
    const { stamps, stamped, anchors, note } = material.ledger;
    const ledger = reportLedger({ note: note + lines.join(''), stamped, stamps, anchors, stated });
    expect(ledger.witnesses.slice(-2).map(({ statedAt }) => statedAt)).toEqual(times);
    expect(await attacksOn(await reportOf({ ...material, ledger }))).toEqual([]);
  });

  it('is judged in a process of its own as it is without, and refused there where it takes more than was given', async () => {
    const { findings, steps } = await reportApart(whole, craftedTrust);
    expect(findings).toEqual([]);
    expect(steps.at(-1)).toMatchObject({ outcome: 'holds' });
    const within = (limits: Partial<typeof reportLimits>, bytes: Uint8Array) =>
      reportApart(bytes, craftedTrust, { ...reportLimits, ...limits });
    await expect(within({ fileBytes: 1000 }, whole)).rejects.toThrow(/larger than any report/);
    await expect(within({ seconds: 0.01 }, whole)).rejects.toThrow(/longer than any report/);
    const many = attachedPdf([['report.json', flate(`[${'{},'.repeat(6_000_000)}{}]`)]]);
    await expect(within({ heapMiB: 128 }, many)).rejects.toThrow(/more memory than any report/);
  });

  it('is told from a PDF that is none', async () => {
    const pdf = PDF.create();
    pdf.addPage();
    await expect(verifyReport(await pdf.save(), craftedTrust)).rejects.toThrow(/no custody report/);
    await expect(verifyReport(new Uint8Array(8), craftedTrust)).rejects.toThrow(/no PDF/);
  });
});

async function reportOf(of: ReportMaterial): Promise<Uint8Array> {
  return await sealed(await drawReport(reportDocument(of)));
}

const judge = (bytes: Uint8Array) => verifyReport(bytes, craftedTrust);

async function attacksOn(bytes: Uint8Array): Promise<readonly string[]> {
  const { findings } = await verifyReport(bytes, craftedTrust);
  return findings.map(({ attack, where }) => `${attack}: ${where}`);
}
