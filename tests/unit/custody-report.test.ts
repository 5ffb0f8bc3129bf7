import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificationNames, certificationTemplates } from '../../lib/custody/certification-name.ts';
import { gapsOf } from '../../lib/custody/gap.ts';
import type { RecordedEvent } from '../../lib/custody/recorded-event.ts';
import { certificationDocument } from '../../lib/report/certification.ts';
import { drawReport } from '../../lib/report/draw-report.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import type { ReportEvent, ReportMaterial } from '../../lib/report/report-material.ts';
import { unfairWords } from '../../lib/report/wording.ts';
import { analyst, diskSource, worker } from '../support/facts.ts';

const item = '00000000-0000-4000-8000-0000000000e1';
const incident = '00000000-0000-4000-8000-0000000000c1';
const reportId = '00000000-0000-4000-8000-0000000000f1';
const generatedAt = '2026-11-22T10:00:00.000000Z';
const stampedGap = {
  log: 'activity-log',
  from: '2026-11-01T00:00:00Z',
  to: generatedAt,
  problem: null,
  openGaps: [],
};

describe('a custody report', { timeout: 30_000 }, () => {
  it('is the same bytes for the same record, and other bytes for another', async () => {
    const [first, again] = [await drawn(material()), await drawn(material())];
    expect(Buffer.from(first).equals(Buffer.from(again))).toBe(true);
    const other = await drawn(material({ title: 'Another case' }));
    expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
  });

  it('prints case number and page of pages on every page, times twice, digests whole, empty fields as not supplied', async () => {
    const text = textOf(await drawn(material()));
    const pages = text.split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain('Case INC-2026-0007');
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
    }
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('2026-11-22 10:00:00.000000 UTC (2026-11-22 11:00:00 GMT+01:00, Europe/Berlin)');
    expect(flat).toContain('ab'.repeat(32));
    expect(flat).toContain(`digests.sha256: ${'ab'.repeat(32)}`); // also where the words show its beginning alone
    expect(flat).toMatch(/Requesting party Not supplied/);
    expect(flat).toMatch(/Errors, retries and deviations None recorded\./);
    for (const { index, leaf } of material().events) expect(flat).toContain(`entry ${index} leaf ${leaf}`);
  });

  it('shows what was withheld as withheld, a record that does not hold as that, and both versions of a correction', async () => {
    const flat = textOf(await drawn(material())).replace(/\s+/g, ' ');
    expect(flat).toContain('Withheld: incident.note-written');
    expect(flat).toContain('decision PR-2026-0003');
    expect(flat).not.toContain('what nobody may read');
    expect(flat).toContain('Does not hold: acquisition.retried');
    expect(flat).not.toContain('what somebody changed');
    expect(flat).toContain('Recorded: “Reported beaconing.”. Corrected: “Reported web shell.”');
  });

  it('prints the plan as a plan, each step as it was carried out or not, and one list of what has no event', async () => {
    const flat = textOf(await drawn(material())).replace(/\s+/g, ' ');
    expect(flat).toContain('Asked for with this plan, which the person read beforehand: “Takes the disk.”');
    expect(flat).toMatch(
      /Sealed, attempt 1, .* with holdfast 1, commit x\. .* Calls of Azure: none on record\./,
    );
    expect(flat).toContain('Snapshot: not on record as done.');
    expect(flat).toMatch(/Of which no event is recorded Transfers of custody None recorded\./);
    expect(flat).toContain('Purpose Reported web shell. (corrected; recorded as “Reported beaconing.”)');
    expect(flat).not.toMatch(/will be (read|hashed|sealed)/);
  });

  it('draws every script, and what an eye would not see as what it is', async () => {
    const title = `دليل 12 (א) 证据 Доказ \u202egpj.exe\u0000\u{1f600} Z${'\u0301\u0302'.repeat(25)} المتهم بيان`;
    const text = textOf(await drawn(material({ title })));
    for (const part of ['证据', 'Доказ', '12', '\\u{202e}gpj.exe\\u{0}\\u{1f600}'])
      expect(text).toContain(part);
    const letters = text.replace(/[\u202a-\u202e]/g, '');
    for (const part of ['دليل', 'المتهم', 'بيان']) expect(letters).toContain(part);
    expect(text).toMatch(/א/);
    expect(text).not.toMatch(/\u202egpj/);
    expect(text.replace(/\s/g, '')).toContain('\\u{301}\\u{302}\\u{301}'); // no pile reaches into other lines
  });

  it('lets no line that a person wrote pass for one of its own', async () => {
    const text = textOf(await drawn(material({ title: 'Web shell\r\nSeized by nobody' })));
    expect(text).toMatch(/Web shell ¶ Seized by nobody/);
    expect(text).not.toMatch(/^ *Seized by nobody/m);
  });

  it('gives back every word in the order of its letters, however its script draws them', async () => {
    const document = reportDocument(material());
    const words = { heading: 'Words', blocks: shapedWords.map((text) => ({ kind: 'text', text }) as const) };
    const text = textOf(await drawReport({ ...document, sections: [words], attachments: [] }));
    for (const word of shapedWords) expect(text).toContain(word);
  });

  it('carries each record that holds with its salt and entry, and the checkpoint, as files in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
    const file = join(folder, 'report.pdf');
    writeFileSync(file, await drawn(material()));
    const names = execFileSync('pdfdetach', ['-list', file], { encoding: 'utf8' });
    expect(names).toMatch(/1: checkpoint-stamped\.txt\n2: checkpoint\.txt\n3: events\.jsonl/);
    execFileSync('pdfdetach', ['-save', '3', '-o', join(folder, 'events.jsonl'), file]);
    const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8');
    expect(lines.trim().split('\n')).toHaveLength(material().events.length);
    expect(lines).not.toContain('what nobody may read');
    expect(lines).not.toContain('what somebody changed');
    rmSync(folder, { recursive: true });
  });
});

describe('the words of reports', () => {
  it('hold none of the claims that no report may make, in whatever event they tell of', () => {
    const files = globSync('lib/{report/**/*,custody/*{words,event,tone,gap*}}.ts');
    expect(files.length).toBeGreaterThan(40);
    const found = files
      .filter((file) => !file.endsWith('wording.ts'))
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
        return unfairWords(text, false).map((words) => `${file}: ${words}`);
      });
    expect(found).toEqual([]);
  });

  it.each([
    'court-admissible',
    'Court ready',
    'tamper-proof',
    'tamperproof',
    'ISO 27037 compliant',
    'unbreakable',
  ])('refuse “%s”', (words) => expect(unfairWords(`This is ${words}.`, false)).not.toEqual([]));

  it('refuse “complete” while gaps stand, and say it of the numbering where none does', () => {
    expect(unfairWords('The chain is complete.', true)).toEqual(['complete']);
    const whole = reportDocument(material({ gapless: true }));
    const gaps = whole.sections.find(({ heading }) => heading === 'Gaps');
    expect(JSON.stringify(gaps)).toContain('is complete');
    expect(JSON.stringify(reportDocument(material()).sections[1])).not.toContain('is complete');
  });
});

describe('gaps', () => {
  const at = '2026-11-22T10:00:00.000Z';
  const found = (change: Parameters<typeof facts>[0] = {}) => gapsOf(facts(change)).map(({ kind }) => kind);
  const facts = (change: { now?: string; events?: RecordedEvent[]; missing?: []; coverage?: [] }) => ({
    ...{ now: at, about: 'EV-2026-0001', missing: [], coverage: [stampedGap] },
    ...{
      ...change,
      events: (change.events ?? whole()).map((event) => ({
        stream: item,
        event,
        holds: true,
        removed: false,
      })),
    },
  });

  it('are none where everything is on record', () => expect(found()).toEqual([]));

  it.each([
    ['a number that is missing', { missing: [{ stream: item, n: ['3'] }] as never }, 'numbers-missing'],
    ['logs that nobody read', { coverage: [] as [] }, 'log-not-read'],
    ['a whole read ninety-one days ago', { now: '2027-02-21T10:00:01.000Z' }, 'verification-overdue'],
    ['no date of the case', { events: without('report.requested') }, 'needed-until-unknown'],
    ['a retention that ends before it', { events: needed('2031-01-01') }, 'retention-too-short'],
    ['an unanswered hand-over', { events: [...whole(), offered()] }, 'handover-unanswered'],
    [
      'a copy that is gone',
      { events: [...whole(), event('evidence.missing-found', {})] },
      'copy-not-as-sealed',
    ],
    ['a copy without a seal', { events: without('evidence.sealed') }, 'not-verified'],
    [
      'an access nobody approved',
      { events: [...whole(), event('access.granted', { number: 'AR-1', approvers: [] })] },
      'approval-missing',
    ],
    ['no authority', { events: unauthorised() }, 'authority-missing'],
    ['MD5 alone', { events: unauthorised({ algorithm: 'MD5', value: 'x' }) }, 'weak-digest-only'],
  ])('name %s', (_, change, kind) => expect(found(change)).toContain(kind));

  it('are not told of a hold that keeps the item longer than its retention', () => {
    const hold = event('hold.placed', { container: 'c', tags: ['case1'] });
    expect(found({ events: [...needed('2031-01-01'), hold] })).not.toContain('retention-too-short');
  });
});

describe('a certification', () => {
  it.each(certificationTemplates)(
    '%s is filled from the record, names nobody as its signer, and is not signed',
    async (template) => {
      const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: 'cd'.repeat(32) };
      const bytes = await drawReport(certificationDocument(template, material(), report));
      const flat = textOf(bytes).replace(/\s+/g, ' ');
      expect(flat).toContain(certificationNames[template]);
      expect(flat).toContain('Nobody has declared anything yet');
      expect(flat.replaceAll(' ', '')).toContain('cd'.repeat(32));
      expect(flat).toMatch(/[Ss]ignature,? .*………/);
      expect(Buffer.from(bytes).includes('/ByteRange')).toBe(false);
    },
  );

  it('names the comparison of two digests only where both are on record, and calls no request a taking', () => {
    const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: null };
    const rowsOf = (events: ReportMaterial['events']) => {
      const { sections } = certificationDocument('us-902-14', { ...material(), events }, report);
      const blocks = sections.flatMap((one) => one.blocks);
      return new Map(blocks.flatMap((one) => (one.kind === 'fields' ? one.rows : [])));
    };
    const { events } = material();
    const hashed = event('acquisition.source-hashed', { digests: { sha256: 'ef'.repeat(32) } });
    const both = rowsOf(events.flatMap((one) => [one, { ...one, type: hashed.type, event: hashed }]));
    expect(both.get('Process of digital identification')).toMatch(/of the source and, read apart/);
    expect(both.has('Taken')).toBe(false);
    expect(rowsOf(events).get('Process of digital identification')).toBeNull();
  });

  it('has both wordings of 28 U.S.C. § 1746', async () => {
    const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: null };
    const flat = textOf(await drawReport(certificationDocument('us-902-14', material(), report))).replace(
      /\s+/g,
      ' ',
    );
    expect(flat).toContain('under penalty of perjury that the foregoing is true and correct');
    expect(flat).toContain('under the laws of the United States of America');
  });
});

/** One of each script whose glyphs stand in another order, or in other shapes, than its letters. */
const shapedWords = [
  ...['हिन्दी क्षत्रिय र्कि', 'রবীন্দ্রনাথ কো', 'ਸਿੰਘ ਪ੍ਰ', 'શ્રી કિ', 'ଓଡ଼ିଆ କ୍ଷ କୋ', 'தமிழ் கொ ஸ்ரீ', 'తెలుగు స్త్రీ'],
  ...['ಕನ್ನಡ ಜ್ಞಾನ', 'ശ്രീ കൊ', 'ශ්\u200dරී ලංකා කො', 'ភាសាខ្មែរ ស្រុក', 'မြန်မာ သင်္ဘော', 'น้ำ ผู้ใหญ่', 'ນ້ຳ ເຂົ້າ'],
];

async function drawn(of: ReportMaterial): Promise<Uint8Array> {
  return await drawReport(reportDocument(of));
}

function textOf(bytes: Uint8Array): string {
  const { stdout, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], {
    input: bytes,
    encoding: 'utf8',
  });
  expect(stderr).toBe(''); // it warns of marks that are not closed where they were opened
  return stdout;
}

function event(type: string, detail: object, change: object = {}): RecordedEvent {
  return {
    ...{
      id: `id of ${type}`,
      type,
      n: 0,
      occurredAt: '2026-11-22T09:00:00.000000Z',
      recordedAt: generatedAt,
    },
    ...{
      stream: { kind: 'evidence', id: item },
      subjects: [],
      reason: null,
      authority: null,
      actor: worker,
      detail,
    },
    ...{
      clock: { source: 'postgresql', offsetMs: null },
      tool: { name: 'holdfast', version: '1', commit: 'x' },
    },
    ...change,
  } as unknown as RecordedEvent;
}

function whole(
  source: object = {},
  authority: object = { type: 'warrant', number: '7', validFrom: null, validUntil: null },
) {
  const requested = {
    ...{ acquisitionId: item, exhibitNumber: 'EV-2026-0001', incidentId: incident, rehearsal: false },
    ...{
      source: { ...diskSource('web-os'), ...source },
      reason: 'Reported beaconing.',
      plan: 'Takes the disk.',
    },
    ...{ readMode: 'full', consistencyNote: null, authority },
  };
  const digests = {
    algorithm: 'SHA-256',
    sha256: 'ab'.repeat(32),
    payloadSha256: 'ab'.repeat(32),
    manifestRoot: 'r',
    blockCount: 1,
    blockSize: 1,
    sizeBytes: '1',
    bytesRead: '1',
    bytesKnownZero: '0',
  };
  const report = { errors: [], azure: [], attempt: 1, startedAt: '', endedAt: '', step: 'seal-evidence' };
  const protection = {
    container: 'c',
    policyState: 'Locked',
    retentionUntil: '2030-01-01T00:00:00.000Z',
    legalHoldTags: [],
    readBackAt: generatedAt,
  };
  return [
    event('acquisition.requested', requested, {
      id: 'r',
      actor: analyst,
      authority,
      reason: requested.reason,
    }),
    event('acquisition.copied', {
      account: 'a',
      container: 'c',
      blob: 'b',
      sizeBytes: '1',
      path: 'server-side',
      report,
    }),
    event('acquisition.copy-hashed', { digests, manifestBlob: 'm', report }),
    event('evidence.sealed', { protection, digests, report }),
    event(
      'report.requested',
      {
        ...{
          reportId,
          exhibitNumber: 'EV-2026-0002',
          version: 1,
          subject: { kind: 'evidence', id: item, number: 'EV-2026-0001' },
        },
        ...{
          timeZone: 'Europe/Berlin',
          requestingParty: null,
          crossReferences: null,
          neededUntil: '2029-01-01',
          supersedes: null,
          reason: 'For the hearing.',
        },
      },
      { actor: analyst },
    ),
  ];
}

function without(type: string): RecordedEvent[] {
  return whole().filter((one) => one.type !== type);
}

function needed(until: string): RecordedEvent[] {
  return whole().map((one) =>
    one.type === 'report.requested'
      ? ({ ...one, detail: { ...one.detail, neededUntil: until } } as RecordedEvent)
      : one,
  );
}

function unauthorised(digest?: object): RecordedEvent[] {
  return whole(digest === undefined ? {} : { given: digest }, {
    type: 'not-supplied',
    number: 'Not supplied',
    validFrom: null,
    validUntil: null,
  });
}

function offered(): RecordedEvent {
  return event('custody.handover-offered', { handoverId: 'h', number: 'HO-1', from: {}, to: {} });
}

/** A small record with everything that a report must tell apart. */
function material({ title = 'Web shell', gapless = false } = {}): ReportMaterial {
  const generated = event(
    'report.generated',
    {
      reportId,
      exhibitNumber: 'EV-2026-0002',
      version: 1,
      subject: { number: 'EV-2026-0001' },
      coverage: [stampedGap],
    },
    { occurredAt: generatedAt },
  );
  const correction = event(
    'custody.corrected',
    {
      eventId: 'r',
      of: 'acquisition.requested',
      n: 0,
      field: 'reason',
      recorded: 'Reported beaconing.',
      corrected: 'Reported web shell.',
      reason: 'Misheard.',
    },
    { actor: analyst },
  );
  const retried = event('acquisition.retried', { step: 'copy-to-locker', reason: 'what somebody changed' });
  const hidden = event('incident.note-written', { text: 'what nobody may read' });
  const all = [...whole(), ...(gapless ? [] : [correction, retried, hidden]), generated];
  const removal = { kind: 'withheld', decision: 'PR-2026-0003', at: generatedAt } as const;
  const stated = (one: RecordedEvent, i: number): ReportEvent => ({
    ...{ id: one.id, stream: item, n: String(i), type: one.type, index: String(40 + i) },
    ...{ leaf: String(i).padStart(64, '0'), holds: one !== retried, occurredAt: one.occurredAt },
    actorLabel: 'analyst',
    ...(one === hidden
      ? { event: null, removal, place: null, disclosed: null }
      : { event: one, removal: null, ...proofOf(one) }),
  });
  return {
    ...{
      subject: { kind: 'evidence', id: item, number: 'EV-2026-0001' },
      missing: [],
      reportId,
      coverage: null,
    },
    incident: { number: 'INC-2026-0007', title, restricted: false },
    ...{ events: all.map(stated), timeZone: 'Europe/Berlin', asOf: generatedAt },
    ledger: {
      ...{
        origin: 'holdfast.example/log',
        size: '50',
        root: 'A'.repeat(43).concat('='),
        note: 'note\n\n— x y\n',
      },
      ...{ stamped: new TextEncoder().encode('note\n'), keyIds: [], witnesses: [], stamps: [], anchors: [] },
    },
  };
}

function proofOf(one: RecordedEvent) {
  const body = new TextEncoder().encode(JSON.stringify({ id: one.id, detail: one.detail }));
  return { place: { entry: new Uint8Array(4), hashes: [] }, disclosed: { body, salt: new Uint8Array(32) } };
}
