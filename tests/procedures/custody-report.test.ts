import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexesDigest } from '../../lib/bundle/chosen-scope.ts';
import { verifyReport } from '../../lib/cli/verify-report.ts';
import type { LedgerFreezeRecord } from '../../lib/ports/ledger-state.ts';
import { downloadReport } from '../../lib/procedures/report/download-report.ts';
import { drawCertification } from '../../lib/procedures/report/draw-certification.ts';
import { describeOrganisation } from '../../lib/procedures/settings/describe-organisation.ts';
import { getOrganisationHistory } from '../../lib/queries/get-organisation-history.ts';
import { getReport } from '../../lib/queries/get-report.ts';
import { getReportPreview } from '../../lib/queries/get-report-preview.ts';
import { listReports } from '../../lib/queries/list-reports.ts';
import { reportMaterial } from '../../lib/queries/report-material.ts';
import { drawReport } from '../../lib/report/draw-report.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import { readReportFile } from '../../lib/report/report-file.ts';
import { reportHatches } from '../../lib/runtime/report-hatches.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { sealed } from '../support/crafted-report.ts';
import { pdfText } from '../support/pdf-text.ts';
import { type ReportHouse, reason, startReportHouse } from '../support/report-house.ts';
import { reportSettings } from '../support/report-settings.ts';
import { recordedAsWithheld, withheldBy } from '../support/withheld.ts';

let house: ReportHouse;
let incidentId: string;
let folder: string;

beforeAll(async () => {
  house = await startReportHouse();
  ({ incidentId } = house);
  folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  const described = { name: 'Office of Digital Evidence', address: 'Harbour Road 1', reason };
  await house.by('lead-1', describeOrganisation, described);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('a custody report', () => {
  it('is an item of its own, sealed as it was signed, and poppler and qpdf find no fault in it', async () => {
    const report = await house.request({ matter: 'Unauthorised access', courtReference: '7 KLs 12/26' });
    await house.seal(report.id);
    const bytes = await house.stored(report.id);
    const file = join(folder, 'report.pdf');
    writeFileSync(file, bytes);
    expect(tool('pdfsig', ['-nocert', file])).toContain('Signature Validation: Signature is Valid.');
    expect(tool('pdfsig', ['-nocert', file])).toContain('Total document signed');
    expect(tool('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors found');
    const verdict = await verifyReport(bytes, house.trust);
    expect(verdict.findings).toEqual([]);
    expect(verdict.steps.at(-1)).toMatchObject({ outcome: 'holds' });
  });

  it('tells of its own making, up to the ledger size that its record names, and of nothing after', async () => {
    const { db } = house.database;
    const report = await db.report.findFirstOrThrow({ where: { subjectId: incidentId, version: 1 } });
    const [generated, signed] = await Promise.all([
      house.place(incidentId, 'report.generated'),
      house.place(incidentId, 'report.signed'),
    ]);
    expect(generated.idx).toBeLessThan(report.ledgerSize ?? 0n);
    expect(signed.idx).toBeGreaterThanOrEqual(report.ledgerSize ?? 0n);
    const text = tool('pdftotext', ['-layout', join(folder, 'report.pdf'), '-']);
    expect(text).toContain('Custody report generated');
    const { events } = await reportMaterial(db, report.id);
    const { size, indexesSha256 } = generated.detail.entries;
    const below = events.map(({ index }) => BigInt(index)).filter((index) => index < BigInt(size));
    expect(indexesDigest(below)).toBe(indexesSha256);
    expect(events.at(-1)).toMatchObject({ type: 'report.generated', index: String(generated.idx) });
    expect(text).not.toContain('Custody report signed');
    expect(text).toMatch(/Matter +Unauthorised access/);
    expect(text).toMatch(/Reference of the court +7 KLs 12\/26/);
    expect(text).toMatch(/Person in charge of the case +Not supplied/);
    expect(text).toMatch(/Organisation +Office of Digital Evidence/);
    expect(text).toMatch(/Address of the laboratory +Not supplied/);
    expect(text).toContain('Organisation described ·'); // with its own place in the ledger
    expect(signed.detail).toMatchObject({
      sha256: report.sha256,
      stamp: { authority: 'embedded-ec', policy: expect.any(String), genTime: expect.any(String) },
      stampProblem: null,
      ledger: { size: String(report.ledgerSize) },
    });
  });

  it('is asked for once by one form, numbered on, and takes the place of the version before', async () => {
    const requestKey = crypto.randomUUID();
    const second = await house.request({ requestKey });
    expect(await house.request({ requestKey })).toEqual(second);
    await expect(house.request({ requestKey, reason: 'For another hearing.' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { reports } = await listReports(house.viewer('auditor'), { subject: incidentId });
    expect(reports.map(({ version, newest }) => ({ version, newest }))).toEqual([
      { version: 2, newest: true },
      { version: 1, newest: false },
    ]);
    expect((await getReport(house.viewer('auditor'), second.id)).requested).toMatchObject({
      supersedes: reports[1]?.exhibitNumber,
    });
  });

  it('is one report for two clicks at one moment', async () => {
    const { id } = await house.database.db.evidenceItem.findFirstOrThrow({ where: { incidentId } });
    const form = { subject: { kind: 'evidence', id }, requestKey: crypto.randomUUID() };
    const first = await house.request(form);
    const { look } = house.context.register;
    let looked = 0; // before the first one was on record, the first time
    const acquisitionsByRequestKey = async (key: string) =>
      ++looked === 1 ? [] : await look.acquisitionsByRequestKey(key);
    const other = await house.request(form, 'analyst', house.looking({ acquisitionsByRequestKey }));
    expect(other).toEqual(first);
    expect(await house.database.db.report.count({ where: { subjectId: id } })).toBe(1);
  });

  it('is signed without a stamp where no authority answers, and says so on record', async () => {
    const away = { 'embedded-ec': 'http://127.0.0.1:9/away' };
    const settings = { ...reportSettings(house), HOLDFAST_TIMESTAMP_AUTHORITIES: away };
    const third = await house.request({});
    await house.seal(third.id, { ...house.context, reports: reportHatches(settings, house.database.db) });
    const { signed } = await getReport(house.viewer('auditor'), third.id);
    expect(signed).toMatchObject({ stamp: null, stampProblem: expect.stringContaining('cannot be reached') });
    const file = join(folder, 'unstamped.pdf');
    writeFileSync(file, await house.stored(third.id));
    expect(tool('pdfsig', ['-nocert', file])).toContain('Signature Validation: Signature is Valid.');
  });

  it('is what it was after the worker died behind the signature', async () => {
    const fourth = await house.request({});
    const dying = {
      ...house.context,
      locker: { ...house.context.locker, receive: () => Promise.reject(new Error('gone')) },
    };
    const { id } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: fourth.id },
    });
    await runStep({ ...house.tools, context: dying }, jobTable['hash-source'].procedure, id);
    const kept = await house.database.db.report.findUniqueOrThrow({ where: { evidenceId: fourth.id } });
    expect(kept.sha256).toMatch(/^[0-9a-f]{64}$/);
    await house.seal(fourth.id);
    const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: fourth.id } });
    expect(item).toMatchObject({ state: 'sealed', kind: 'report', sha256: kept.sha256 });
    const set = (to: string) =>
      house.database.db.$executeRawUnsafe(`update report set ${to} where id = '${kept.id}'`);
    await expect(set("bytes = '\\x00', sha256 = repeat('0', 64)")).rejects.toThrow(/stays as it was/);
    await expect(set('bytes = null')).rejects.toThrow(/stays as it is/);
    await expect(set('version = 9')).rejects.toThrow(/permission denied/);
  });

  it('has no certification before it is sealed, and then one of what it prints, whatever was recorded since', async () => {
    const { reports } = await listReports(house.viewer('auditor'), { subject: incidentId });
    const [second, first] = [2, 1].map((wanted) => reports.find(({ version }) => version === wanted));
    const asked = { evidenceId: second?.evidenceId ?? '', template: 'us-902-13' } as const;
    await expect(house.by('auditor', drawCertification, asked)).rejects.toThrow(/not sealed/);
    const freeze = { since: new Date(0), words: 'altered' } as LedgerFreezeRecord; // what is asked of it
    const frozen = house.looking({ ledgerFreeze: async () => freeze });
    const ofFirst = { ...asked, evidenceId: first?.evidenceId ?? '' };
    await expect(perform(frozen, house.person('auditor'), drawCertification, ofFirst)).rejects.toThrow(
      /frozen/,
    );
    const { db } = house.database;
    const { id, ledgerSize } = await db.report.findUniqueOrThrow({
      where: { evidenceId: first?.evidenceId ?? '' },
    });
    const { ledger, events } = await reportMaterial(db, id);
    expect(ledger.size).toBe(String(ledgerSize));
    expect(events.filter(({ index }) => BigInt(index) >= (ledgerSize ?? 0n))).toEqual([]);
  });

  it('is shown beforehand with every event that is signed, also where the incident’s own stream ended long before', async () => {
    const { db } = house.database;
    const last = await db.custodyEvent.findFirstOrThrow({
      where: { incidentId },
      orderBy: { occurredAt: 'desc' },
    });
    expect(last.stream).not.toBe(incidentId);
    await house.signedFor(last.stream);
    const preview = await getReportPreview(house.viewer('auditor'), { kind: 'incident', id: incidentId });
    const printed = [{ incidentId }, { type: 'organisation.described' }];
    expect(preview.events).toBe(await db.custodyEvent.count({ where: { OR: printed } }));
  });

  it('leaves as the sealed bytes, on record, and a certification beside it is unsigned', async () => {
    const { evidenceId, sha256 } = await house.newest();
    const file = await house.by('auditor', downloadReport, { evidenceId });
    expect(Buffer.from(file.bytes).equals(Buffer.from(await house.stored(evidenceId)))).toBe(true);
    expect((await house.place(incidentId, 'report.downloaded')).detail).toMatchObject({ sha256 });
    const template = 'us-902-13';
    const drawn = await house.by('auditor', drawCertification, { evidenceId, template });
    expect(Buffer.from(drawn.bytes).includes('/ByteRange')).toBe(false);
    await expect(house.by('auditor', downloadReport, { evidenceId: incidentId })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is handed to nobody any more from whom words in it were withheld since, until it is made anew', async () => {
    const { evidenceId } = await house.newest();
    const onItem = await house.request({ subject: { kind: 'evidence', id: evidenceId } });
    await house.seal(onItem.id);
    await house.signedFor(onItem.id);
    const { material } = await readReportFile(await house.stored(onItem.id));
    const singles = material.events.filter(({ stream }) => stream !== evidenceId);
    expect(singles.map(({ type }) => type)).toEqual(['incident.imported', 'organisation.described']);
    for (const left of singles) {
      const events = material.events.filter((one) => one !== left);
      const less = await sealed(await drawReport(reportDocument({ ...material, events })));
      const { findings } = await verifyReport(less, house.trust);
      expect(findings.map(({ words }) => words)).toContainEqual(expect.stringMatching(/of those are here/));
    }
    const event = await house.database.db.custodyEvent.findFirstOrThrow({
      where: { stream: incidentId, type: 'incident.imported' },
    });
    const [by, decision] = [house.person('lead-1'), 'PR-2026-0001'];
    await recordedAsWithheld(house.database, by, event, { decision, readers: [by.objectId] });
    const refused = house.by('auditor', downloadReport, { evidenceId });
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('new version'),
    });
    await house.by('lead-1', downloadReport, { evidenceId });
    expect(await house.bundled('auditor', evidenceId)).toEqual([
      [],
      [expect.stringMatching(/kept from you/)],
    ]);
    expect(await house.bundled('lead-1', evidenceId)).toEqual([[`report/${onItem.exhibitNumber}.pdf`], []]);
    const unsigned = expect.stringMatching(/had not signed the record of it/);
    expect(await house.bundled('lead-1', evidenceId, false)).toEqual([[], [unsigned]]);
    const anew = await house.request({});
    await house.seal(anew.id);
    const { bytes } = await house.by('auditor', downloadReport, { evidenceId: anew.id });
    const text = pdfText(bytes);
    expect(text).toContain('Withheld: incident.imported');
    expect(text).toMatch(/Withheld by decision PR-2026-0001 of .*, recorded as entry \d+/);
    expect((await verifyReport(bytes, house.trust)).findings).toEqual([]);
  });

  it('tells nobody on its page why it was asked for from whom the words of that were withheld', async () => {
    const { evidenceId } = await house.newest();
    expect((await getReport(house.viewer('auditor'), evidenceId)).requested).toMatchObject({ reason });
    const { event } = await house.place(incidentId, 'report.requested');
    const reader = house.person('lead-1').objectId;
    await withheldBy(house.database, event, { decision: 'PR-2026-0002', readers: [reader] });
    expect((await getReport(house.viewer('auditor'), evidenceId)).requested).toBeNull();
    expect((await getReport(house.viewer('lead-1'), evidenceId)).requested).toMatchObject({ reason });
  });

  it('keeps the organisation as it was when it was generated; leads alone describe it', async () => {
    const changed = { name: 'Renamed Office', reason };
    await house.by('lead-1', describeOrganisation, changed);
    await expect(house.by('analyst', describeOrganisation, changed)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { versions } = await getOrganisationHistory(house.viewer('analyst'));
    expect(versions.map(({ profile, inForce }) => [profile.name, inForce])).toEqual([
      ['Renamed Office', true],
      ['Office of Digital Evidence', false],
    ]);
    const [newest] = versions;
    const readers = [house.person('lead-1').objectId];
    await withheldBy(house.database, newest?.event, { decision: 'PR-2026-0003', readers });
    const kept = await getOrganisationHistory(house.viewer('analyst'));
    expect(kept).toMatchObject({ isNewestKept: true, versions: [{ inForce: false }] });
    const { id } = await house.database.db.report.findFirstOrThrow({
      where: { subjectId: incidentId, version: 1 },
    });
    const named = (await reportMaterial(house.database.db, id)).events.filter(
      ({ type }) => type === 'organisation.described',
    );
    expect(named.map(({ event }) => event?.detail)).toMatchObject([{ name: 'Office of Digital Evidence' }]);
  });

  it('of more than one report can hold is refused before anything is recorded', async () => {
    const { look } = house.context.register;
    const reportSubject = async (kind: 'evidence' | 'incident', id: string) => {
      const found = await look.reportSubject(kind, id);
      return found === null ? null : { ...found, record: { events: 20_001, recordBytes: 1n } };
    };
    const crowded = house.looking({ reportSubject });
    const before = await house.database.db.custodyEvent.count();
    await expect(house.request({}, 'analyst', crowded)).rejects.toMatchObject({ code: 'not-feasible' });
    expect(await house.database.db.custodyEvent.count()).toBe(before);
  });

  it('is refused to who is neither analyst, responder, lead nor auditor, and of a time zone that is none', async () => {
    await expect(house.request({}, 'controller-1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.request({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

function tool(name: string, args: readonly string[]): string {
  return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
