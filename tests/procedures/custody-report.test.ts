import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexesDigest } from '../../lib/bundle/chosen-scope.ts';
import type { BundleTrust } from '../../lib/bundle/verify-bundle.ts';
import { verifyReport } from '../../lib/cli/verify-report.ts';
import { acquisitionSteps } from '../../lib/custody/acquisition.ts';
import type { CustodyEvent } from '../../lib/custody/custody-event.ts';
import { parseTrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { awaitIntegration } from '../../lib/procedures/ledger/await-integration.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { downloadReport } from '../../lib/procedures/report/download-report.ts';
import { drawCertification } from '../../lib/procedures/report/draw-certification.ts';
import { requestReport } from '../../lib/procedures/report/request-report.ts';
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
import { reportParts } from '../../lib/web/bundle-report.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { sealed } from '../support/crafted-report.ts';
import { keepSigning } from '../support/keep-signing.ts';
import { testLedger } from '../support/ledger.ts';
import { reportSettings } from '../support/report-settings.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const reason = 'For the hearing on the web shell.';

let house: AcquisitionHouse;
let signing: ReturnType<typeof keepSigning>;
let context: ProcedureContext;
let folder: string;
let trust: BundleTrust;
let incidentId: string;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  const ledger = await testLedger(house.database);
  trust = { policy: parseTrustPolicy(`log ${ledger.keys[0]}\nquorum none\n`), stampRoots: new Map() };
  signing = keepSigning(ledger);
  context = { ...house.context, reports: reportHatches(reportSettings(house), house.database.db) };
  folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  ({ incidentId } = await house.machine('vm-web-03'));
  const described = { name: 'Office of Digital Evidence', address: 'Harbour Road 1', reason };
  await perform(context, house.person('lead-1'), describeOrganisation, described);
});
afterAll(async () => {
  await signing.stop();
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('a custody report', () => {
  it('is an item of its own, sealed as it was signed, and poppler and qpdf find no fault in it', async () => {
    const report = await request({ matter: 'Unauthorised access', courtReference: '7 KLs 12/26' });
    await seal(report.id);
    const bytes = await stored(report.id);
    const file = join(folder, 'report.pdf');
    writeFileSync(file, bytes);
    expect(tool('pdfsig', ['-nocert', file])).toContain('Signature Validation: Signature is Valid.');
    expect(tool('pdfsig', ['-nocert', file])).toContain('Total document signed');
    expect(tool('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors found');
    const verdict = await verifyReport(bytes, trust);
    expect(verdict.findings).toEqual([]);
    expect(verdict.steps.at(-1)).toMatchObject({ outcome: 'holds' });
  });

  it('tells of its own making, up to the ledger size that its record names, and of nothing after', async () => {
    const { db } = house.database;
    const report = await db.report.findFirstOrThrow({ where: { subjectId: incidentId, version: 1 } });
    const [generated, signed] = await Promise.all([
      place(incidentId, 'report.generated'),
      place(incidentId, 'report.signed'),
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
    const second = await request({ requestKey });
    expect(await request({ requestKey })).toEqual(second);
    await expect(request({ requestKey, reason: 'For another hearing.' })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { reports } = await listReports(viewer('auditor'), { subject: incidentId });
    expect(reports.map(({ version, newest }) => ({ version, newest }))).toEqual([
      { version: 2, newest: true },
      { version: 1, newest: false },
    ]);
    expect((await getReport(viewer('auditor'), second.id)).requested).toMatchObject({
      supersedes: reports[1]?.exhibitNumber,
    });
  });

  it('is one report for two clicks at one moment', async () => {
    const { id } = await house.database.db.evidenceItem.findFirstOrThrow({ where: { incidentId } });
    const form = { subject: { kind: 'evidence', id }, requestKey: crypto.randomUUID() };
    const first = await request(form);
    const { register } = context;
    let looked = 0; // before the first one was on record, the first time
    const acquisitionsByRequestKey = async (key: string) =>
      ++looked === 1 ? [] : await register.look.acquisitionsByRequestKey(key);
    const look = { ...register.look, acquisitionsByRequestKey };
    const other = await request(form, 'analyst', { ...context, register: { ...register, look } });
    expect(other).toEqual(first);
    expect(await house.database.db.report.count({ where: { subjectId: id } })).toBe(1);
  });

  it('is signed without a stamp where no authority answers, and says so on record', async () => {
    const away = { 'embedded-ec': 'http://127.0.0.1:9/away' };
    const settings = { ...reportSettings(house), HOLDFAST_TIMESTAMP_AUTHORITIES: away };
    const third = await request({});
    await seal(third.id, { ...context, reports: reportHatches(settings, house.database.db) });
    const { signed } = await getReport(viewer('auditor'), third.id);
    expect(signed).toMatchObject({ stamp: null, stampProblem: expect.stringContaining('cannot be reached') });
    const file = join(folder, 'unstamped.pdf');
    writeFileSync(file, await stored(third.id));
    expect(tool('pdfsig', ['-nocert', file])).toContain('Signature Validation: Signature is Valid.');
  });

  it('is what it was after the worker died behind the signature', async () => {
    const fourth = await request({});
    const dying = {
      ...context,
      locker: { ...context.locker, receive: () => Promise.reject(new Error('gone')) },
    };
    const { id } = await house.database.db.acquisition.findUniqueOrThrow({
      where: { evidenceId: fourth.id },
    });
    await runStep({ ...house.tools, context: dying }, jobTable['hash-source'].procedure, id);
    const kept = await house.database.db.report.findUniqueOrThrow({ where: { evidenceId: fourth.id } });
    expect(kept.sha256).toMatch(/^[0-9a-f]{64}$/);
    await seal(fourth.id);
    const item = await house.database.db.evidenceItem.findUniqueOrThrow({ where: { id: fourth.id } });
    expect(item).toMatchObject({ state: 'sealed', kind: 'report', sha256: kept.sha256 });
    const set = (to: string) =>
      house.database.db.$executeRawUnsafe(`update report set ${to} where id = '${kept.id}'`);
    await expect(set("bytes = '\\x00', sha256 = repeat('0', 64)")).rejects.toThrow(/stays as it was/);
    await expect(set('bytes = null')).rejects.toThrow(/stays as it is/);
    await expect(set('version = 9')).rejects.toThrow(/permission denied/);
  });

  it('has no certification before it is sealed, and then one of what it prints, whatever was recorded since', async () => {
    const auditor = house.person('auditor');
    const { reports } = await listReports(viewer('auditor'), { subject: incidentId });
    const [second, first] = [2, 1].map((wanted) => reports.find(({ version }) => version === wanted));
    const asked = { evidenceId: second?.evidenceId ?? '', template: 'us-902-13' } as const;
    await expect(perform(context, auditor, drawCertification, asked)).rejects.toThrow(/not sealed/);
    const look = {
      ...context.register.look,
      ledgerFreeze: async () => ({ since: new Date(0), words: 'altered' }),
    };
    const frozen = { ...context, register: { ...context.register, look } } as ProcedureContext;
    const ofFirst = { ...asked, evidenceId: first?.evidenceId ?? '' };
    await expect(perform(frozen, auditor, drawCertification, ofFirst)).rejects.toThrow(/frozen/);
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
    await signedFor(last.stream);
    const preview = await getReportPreview(viewer('auditor'), { kind: 'incident', id: incidentId });
    const printed = [{ incidentId }, { type: 'organisation.described' }];
    expect(preview.events).toBe(await db.custodyEvent.count({ where: { OR: printed } }));
  });

  it('leaves as the sealed bytes, on record, and a certification beside it is unsigned', async () => {
    const [report] = (await listReports(viewer('auditor'), { subject: incidentId })).reports;
    const evidenceId = report?.evidenceId ?? '';
    const auditor = house.person('auditor');
    const file = await perform(context, auditor, downloadReport, { evidenceId });
    expect(Buffer.from(file.bytes).equals(Buffer.from(await stored(evidenceId)))).toBe(true);
    expect((await place(incidentId, 'report.downloaded')).detail).toMatchObject({ sha256: report?.sha256 });
    const template = 'us-902-13';
    const drawn = await perform(context, auditor, drawCertification, { evidenceId, template });
    expect(Buffer.from(drawn.bytes).includes('/ByteRange')).toBe(false);
    await expect(perform(context, auditor, downloadReport, { evidenceId: incidentId })).rejects.toMatchObject(
      {
        code: 'not-found',
      },
    );
  });

  it('is handed to nobody any more from whom words in it were withheld since, until it is made anew', async () => {
    const [report] = (await listReports(viewer('auditor'), { subject: incidentId })).reports;
    const evidenceId = report?.evidenceId ?? '';
    const onItem = await request({ subject: { kind: 'evidence', id: evidenceId } });
    await seal(onItem.id);
    await signedFor(onItem.id);
    const { material } = await readReportFile(await stored(onItem.id));
    const singles = material.events.filter(({ stream }) => stream !== evidenceId);
    expect(singles.map(({ type }) => type)).toEqual(['incident.imported', 'organisation.described']);
    for (const left of singles) {
      const events = material.events.filter((one) => one !== left);
      const less = await sealed(await drawReport(reportDocument({ ...material, events })));
      const { findings } = await verifyReport(less, trust);
      expect(findings.map(({ words }) => words)).toContainEqual(expect.stringMatching(/of those are here/));
    }
    const event = await house.database.db.custodyEvent.findFirstOrThrow({
      where: { stream: incidentId, type: 'incident.imported' },
    });
    const reader = house.person('lead-1').objectId;
    await withhold(event, reader);
    const refused = perform(context, house.person('auditor'), downloadReport, { evidenceId });
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('new version'),
    });
    await perform(context, house.person('lead-1'), downloadReport, { evidenceId });
    expect(await bundled('auditor', evidenceId)).toMatchObject({
      files: [],
      left: [expect.stringMatching(/kept from you/)],
    });
    expect(await bundled('lead-1', evidenceId)).toMatchObject({
      files: [`report/${onItem.exhibitNumber}.pdf`],
      left: [],
    });
    expect(await bundled('lead-1', evidenceId, false)).toMatchObject({
      files: [],
      left: [expect.stringMatching(/had not signed the record of it/)],
    });
    const anew = await request({});
    await seal(anew.id);
    const file = join(folder, 'anew.pdf');
    writeFileSync(
      file,
      (await perform(context, house.person('auditor'), downloadReport, { evidenceId: anew.id })).bytes,
    );
    const text = tool('pdftotext', ['-layout', file, '-']);
    expect(text).toContain('Withheld: incident.imported');
    expect(text).toMatch(/Withheld by decision PR-2026-0001 of .*, recorded as entry \d+/);
    expect((await verifyReport(readFileSync(file), trust)).findings).toEqual([]);
  });

  it('tells nobody on its page why it was asked for from whom the words of that were withheld', async () => {
    const [report] = (await listReports(viewer('auditor'), { subject: incidentId })).reports;
    const evidenceId = report?.evidenceId ?? '';
    expect((await getReport(viewer('auditor'), evidenceId)).requested).toMatchObject({ reason });
    const { event } = await place(incidentId, 'report.requested');
    const reader = house.person('lead-1').objectId;
    await house.database.asAdmin(
      `insert into body_withheld (event_id, decision, readers) values ('${event}', 'PR-2026-0002', '{${reader}}')`,
    );
    expect((await getReport(viewer('auditor'), evidenceId)).requested).toBeNull();
    expect((await getReport(viewer('lead-1'), evidenceId)).requested).toMatchObject({ reason });
  });

  it('keeps the organisation as it was when it was generated; leads alone describe it', async () => {
    const changed = { name: 'Renamed Office', reason };
    await perform(context, house.person('lead-1'), describeOrganisation, changed);
    await expect(
      perform(context, house.person('analyst'), describeOrganisation, changed),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const { versions } = await getOrganisationHistory(viewer('analyst'));
    expect(versions.map(({ profile, inForce }) => [profile.name, inForce])).toEqual([
      ['Renamed Office', true],
      ['Office of Digital Evidence', false],
    ]);
    const [newest] = versions;
    await house.database.asAdmin(
      `insert into body_withheld (event_id, decision, readers)
       values ('${newest?.event}', 'PR-2026-0003', '{${house.person('lead-1').objectId}}')`,
    );
    const kept = await getOrganisationHistory(viewer('analyst'));
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
    const { register } = context;
    const reportSubject = async (kind: 'evidence' | 'incident', id: string) => {
      const found = await register.look.reportSubject(kind, id);
      return found === null ? null : { ...found, record: { events: 20_001, recordBytes: 1n } };
    };
    const crowded = { ...context, register: { ...register, look: { ...register.look, reportSubject } } };
    const before = await house.database.db.custodyEvent.count();
    await expect(request({}, 'analyst', crowded)).rejects.toMatchObject({ code: 'not-feasible' });
    expect(await house.database.db.custodyEvent.count()).toBe(before);
  });

  it('is refused to who is neither analyst, responder, lead nor auditor, and of a time zone that is none', async () => {
    await expect(request({}, 'controller-1')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(request({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

/** As two people decide it. */
async function withhold(event: { readonly id: string; readonly n: bigint }, reader: string): Promise<void> {
  const decision = 'PR-2026-0001';
  await house.database.register.record(house.person('lead-1'), ['custody.body-withheld'], async (desk) => {
    await desk.withholdBody({ eventId: event.id, decision, readers: [reader] });
    const detail = { eventId: event.id, n: Number(event.n), of: 'incident.imported', decision };
    const subjects = [`incident:${incidentId}`, `event:${event.id}`];
    const stream = { kind: 'incident', id: incidentId } as const;
    const fact: CustodyEvent<'custody.body-withheld'> = {
      ...{ type: 'custody.body-withheld', stream, subjects, reason, authority: null, detail },
    };
    return { events: [fact], result: undefined };
  });
}

function viewer(account: string) {
  return { actor: house.person(account), db: house.database.db };
}

/** Where the newest event of a type stands in the ledger, and what it says. */
async function place(stream: string, type: string) {
  const { db } = house.database;
  const event = await db.custodyEvent.findFirstOrThrow({ where: { stream, type }, orderBy: { n: 'desc' } });
  const detail = JSON.parse(Buffer.from(event.body ?? '').toString()).detail;
  const entry = await db.ledgerEntry.findUnique({ where: { eventId: event.id } });
  return { event: event.id, idx: entry?.idx ?? -1n, detail };
}

async function signedFor(evidenceId: string): Promise<void> {
  const stream = { kind: 'evidence', id: evidenceId } as const;
  await awaitIntegration(context.register.look, { stream }, 20_000, AbortSignal.timeout(20_000));
}

/** The report that a bundle of an item would hold, of whose own events none is withheld. */
async function bundled(account: string, id: string, isSigned = true) {
  const files: string[] = [];
  const report = await context.register.look.newestReport(id);
  const vouched = new Set<string>(isSigned && report !== null ? [report.id] : []);
  const tally = { withheldEvents: 0, vouched, left: [] as string[] };
  const subject = {
    of: 'item',
    id,
    name: '',
    incidentId,
    stream: { kind: 'evidence', id },
    streamId: id,
  } as const;
  for await (const part of reportParts(context, house.person(account), subject, tally))
    if ('file' in part) files.push(part.file.path);
  return { files, left: tally.left };
}

async function request(change: object, account = 'analyst', by = context) {
  return await perform(by, house.person(account), requestReport, {
    ...{ subject: { kind: 'incident', id: incidentId }, timeZone: 'Europe/London', reason, authority },
    ...{ requestingParty: null, crossReferences: null, neededUntil: null, requestKey: crypto.randomUUID() },
    ...change,
  });
}

async function seal(evidenceId: string, by = context) {
  const { id } = await house.database.db.acquisition.findUniqueOrThrow({ where: { evidenceId } });
  for (const step of acquisitionSteps)
    await runStep({ ...house.tools, context: by }, jobTable[step].procedure, id);
  const steps = await house.database.db.acquisitionStep.findMany({ where: { acquisitionId: id } });
  expect(steps.map(({ step, state, message }) => ({ step, state, message }))).toEqual(
    steps.map(({ step }) => ({ step, state: 'done', message: null })),
  );
}

async function stored(evidenceId: string): Promise<Uint8Array> {
  const { container, blob } = await house.database.db.evidenceItem.findUniqueOrThrow({
    where: { id: evidenceId },
  });
  const signal = new AbortController().signal;
  const reader = await context.locker.open(container, blob ?? '', signal);
  if (reader === null) throw new Error('no blob');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function tool(name: string, args: readonly string[]): string {
  return execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
