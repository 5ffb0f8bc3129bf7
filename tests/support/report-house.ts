import type { BundleTrust } from '../../lib/bundle/verify-bundle.ts';
import { acquisitionSteps } from '../../lib/custody/acquisition.ts';
import { parseTrustPolicy } from '../../lib/ledger/trust-policy.ts';
import { awaitIntegration } from '../../lib/procedures/ledger/await-integration.ts';
import type { Procedure, ProcedureContext } from '../../lib/procedures/procedure.ts';
import { requestReport } from '../../lib/procedures/report/request-report.ts';
import { reportHatches } from '../../lib/runtime/report-hatches.ts';
import { reportParts } from '../../lib/web/bundle-report.ts';
import { perform } from '../../lib/web/perform.ts';
import { jobTable } from '../../lib/worker/job-table.ts';
import { runStep } from '../../lib/worker/run-step.ts';
import { startAcquisitionHouse } from './acquisition-house.ts';
import { keepSigning } from './keep-signing.ts';
import { testLedger } from './ledger.ts';
import { unwitnessedPolicy } from './policy-text.ts';
import { reportSettings } from './report-settings.ts';

const authority = { type: 'internal-policy', number: 'IR-7', validFrom: null, validUntil: null } as const;
export const reason = 'For the hearing on the web shell.';

export type ReportHouse = Awaited<ReturnType<typeof startReportHouse>>;

/** An incident of which custody reports are asked for, drawn, signed and sealed, over a ledger that signs by itself. */
export async function startReportHouse() {
  const house = await startAcquisitionHouse({});
  const ledger = await testLedger(house.database);
  const policy = parseTrustPolicy(unwitnessedPolicy(ledger.keys));
  const trust: BundleTrust = { policy, stampRoots: new Map() };
  const signing = keepSigning(ledger);
  const { db } = house.database;
  const context: ProcedureContext = { ...house.context, reports: reportHatches(reportSettings(house), db) };
  const { incidentId } = await house.machine('vm-web-03');
  return {
    ...house,
    ...{ context, trust, incidentId },
    viewer: (account: string) => ({ actor: house.person(account), db }),
    /** What a person does by themselves. */
    by: <I, R>(account: string, procedure: Procedure<I, R>, input: unknown): Promise<R> =>
      perform(context, house.person(account), procedure, input),
    /** The context with a register that answers some looks otherwise. */
    looking: (change: Partial<typeof context.register.look>): ProcedureContext => {
      const { register } = context;
      return { ...context, register: { ...register, look: { ...register.look, ...change } } };
    },
    /** The newest report on the incident. */
    newest: () =>
      db.report.findFirstOrThrow({ where: { subjectId: incidentId }, orderBy: { version: 'desc' } }),
    /** Asks for a report of the incident, if `change` does not say otherwise. Out: the item that it is. */
    async request(change: object, account = 'analyst', by = context) {
      return await perform(by, house.person(account), requestReport, {
        ...{ subject: { kind: 'incident', id: incidentId }, timeZone: 'Europe/London', reason, authority },
        ...{ requestingParty: null, crossReferences: null, neededUntil: null },
        ...{ requestKey: crypto.randomUUID(), ...change },
      });
    },
    /** Takes every step of it; throws where one did not end well. */
    async seal(evidenceId: string, by = context): Promise<void> {
      const { id } = await db.acquisition.findUniqueOrThrow({ where: { evidenceId } });
      for (const step of acquisitionSteps)
        await runStep({ ...house.tools, context: by }, jobTable[step].procedure, id);
      const steps = await db.acquisitionStep.findMany({ where: { acquisitionId: id } });
      const told = steps.filter(({ state, message }) => state !== 'done' || message !== null);
      if (told.length > 0)
        throw new Error(told.map(({ step, state, message }) => `${step} is ${state}: ${message}`).join('\n'));
    },
    /** Its bytes as they lie in the locker. */
    async stored(evidenceId: string): Promise<Uint8Array> {
      const { container, blob } = await db.evidenceItem.findUniqueOrThrow({ where: { id: evidenceId } });
      const signal = new AbortController().signal;
      const reader = await context.locker.open(container, blob ?? '', signal);
      if (reader === null) throw new Error('no blob');
      const chunks: Uint8Array[] = [];
      for await (const chunk of await reader.read(0n, reader.sizeBytes, signal)) chunks.push(chunk);
      return new Uint8Array(Buffer.concat(chunks));
    },
    /** Where the newest event of a type stands in the ledger, and what it says. */
    async place(stream: string, type: string) {
      const event = await db.custodyEvent.findFirstOrThrow({
        where: { stream, type },
        orderBy: { n: 'desc' },
      });
      const { detail } = JSON.parse(Buffer.from(event.body ?? '').toString());
      const entry = await db.ledgerEntry.findUnique({ where: { eventId: event.id } });
      return { event: event.id, idx: entry?.idx ?? -1n, detail };
    },
    /** Waits until the ledger holds all that is recorded of an item. */
    async signedFor(evidenceId: string): Promise<void> {
      const stream = { kind: 'evidence', id: evidenceId } as const;
      await awaitIntegration(context.register.look, { stream }, 20_000, AbortSignal.timeout(20_000));
    },
    /** The report that a bundle of an item would hold, of whose own events none is withheld, and what it says is left out. */
    async bundled(account: string, id: string, isSigned = true) {
      const files: string[] = [];
      const report = await context.register.look.newestReport(id);
      const vouched = new Set<string>(isSigned && report !== null ? [report.id] : []);
      const tally = { withheldEvents: 0, vouched, left: [] as string[] };
      const stream = { kind: 'evidence', id } as const;
      const subject = { of: 'item', id, name: '', incidentId, stream, streamId: id } as const;
      for await (const part of reportParts(context, house.person(account), subject, tally))
        if ('file' in part) files.push(part.file.path);
      return [files, tally.left] as const;
    },
    async close() {
      await signing.stop();
      await house.close();
    },
  };
}
