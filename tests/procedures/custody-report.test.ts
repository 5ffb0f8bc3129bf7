import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquisitionSteps } from '../../lib/custody/acquisition.ts';
import type { ProcedureContext } from '../../lib/procedures/procedure.ts';
import { requestReport } from '../../lib/procedures/report/request-report.ts';
import type { Settings } from '../../lib/runtime/env.ts';
import { reportHatches } from '../../lib/runtime/report-hatches.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { type AcquisitionHouse, startAcquisitionHouse } from '../support/acquisition-house.ts';
import { keepSigning } from '../support/keep-signing.ts';
import { testLedger } from '../support/ledger.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
const reason = 'For the hearing on the web shell.';

let house: AcquisitionHouse;
let signing: ReturnType<typeof keepSigning>;
let context: ProcedureContext;
let folder: string;
let incidentId: string;

beforeAll(async () => {
  house = await startAcquisitionHouse({});
  signing = keepSigning(await testLedger(house.database));
  context = { ...house.context, reports: reportHatches(settingsOf(house), house.database.db) };
  folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  ({ incidentId } = await house.machine('vm-web-03'));
});
afterAll(async () => {
  await signing.stop();
  rmSync(folder, { recursive: true, force: true });
  await house.close();
});

describe('a custody report', () => {
  it('is an item of its own, sealed as it was signed, and poppler and qpdf find no fault in it', async () => {
    const report = await request({});
    await seal(report.id);
    const bytes = await stored(report.id);
    const file = join(folder, 'report.pdf');
    writeFileSync(file, bytes);
    expect(tool('pdfsig', ['-nocert', file])).toContain('Signature Validation: Signature is Valid.');
    expect(tool('pdfsig', ['-nocert', file])).toContain('Total document signed');
    expect(tool('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors found');
  });
});

function settingsOf({ cloud: { endpoints } }: AcquisitionHouse): Settings {
  return {
    HOLDFAST_MODE: 'embedded',
    HOLDFAST_REPORT_SIGNER_CLIENT_ID: endpoints.clientIds.reportSigner,
    HOLDFAST_REPORT_KEY_ID: endpoints.vault.reportKeyId,
    HOLDFAST_REPORT_CERTIFICATE_FILE: endpoints.reportCertificateFile,
    HOLDFAST_TIMESTAMP_AUTHORITIES: endpoints.timestampAuthorities,
    HOLDFAST_TIMESTAMP_ROOTS_FOLDER: endpoints.timestampRootsFolder,
    HOLDFAST_TIMESTAMP_POLICIES: {},
  } as Settings;
}

async function request(change: object, account = 'analyst') {
  return await perform(context, house.person(account), requestReport, {
    ...{ subject: { kind: 'incident', id: incidentId }, timeZone: 'Europe/London', reason, authority },
    ...{ requestingParty: null, crossReferences: null, neededUntil: null, requestKey: crypto.randomUUID() },
    ...change,
  });
}

async function seal(evidenceId: string) {
  const { id } = await house.database.db.acquisition.findUniqueOrThrow({ where: { evidenceId } });
  for (const step of acquisitionSteps)
    await runStep({ ...house.tools, context }, jobTable[step].procedure, id);
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
