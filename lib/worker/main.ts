import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { countingThrottles } from '../adapters/azure/throttle-meter.ts';
import { acquisitionSteps } from '../custody/acquisition.ts';
import { endAccess } from '../procedures/access/end-access.ts';
import { endLostReads } from '../procedures/access/end-lost-reads.ts';
import { endOverdueBreakGlass } from '../procedures/break-glass/end-break-glass.ts';
import { eraseBodies } from '../procedures/custody/erase-bodies.ts';
import { expireOffers } from '../procedures/custody/expire-offers.ts';
import { endSilentImports } from '../procedures/import/end-silent-imports.ts';
import { incidentSync } from '../procedures/incident/sync-incidents.ts';
import { reportAnchors } from '../procedures/ledger/report-anchors.ts';
import { expireProposals } from '../procedures/proposal/expire-proposals.ts';
import { outsideContext } from '../runtime/alarm-channels.ts';
import { dataKeyEraser } from '../runtime/data-key-eraser.ts';
import { disposalContext } from '../runtime/disposal-hatches.ts';
import { holdContext } from '../runtime/hold-hatches.ts';
import type { LedgerHatches } from '../runtime/ledger-hatches.ts';
import { ledgerParts } from '../runtime/ledger-parts.ts';
import { createLogger, type Logger } from '../runtime/logger.ts';
import { postureContext } from '../runtime/posture-hatches.ts';
import { reconciliationContext } from '../runtime/reconciliation-hatches.ts';
import { type Runtime, runtime } from '../runtime/runtime.ts';
import { startAnchoring } from './anchoring.ts';
import { beat } from './beat.ts';
import { cancel } from './cancel.ts';
import { checkpointGuard } from './checkpoint-guard.ts';
import { every } from './every.ts';
import { jobTable } from './job-table.ts';
import { keepDevices } from './keep-devices.ts';
import { keepGrantUse } from './keep-grant-use.ts';
import { keepLedger, type LedgerRun } from './keep-ledger.ts';
import { makeExports } from './make-exports.ts';
import { requeueDisposals } from './requeue-disposals.ts';
import { requeueStalled } from './requeue-stalled.ts';
import { runStep } from './run-step.ts';
import { startSequencer } from './sequencer.ts';
import { tellOutside, watchChannels } from './tell-outside.ts';
import { verifyCopies } from './verify-copies.ts';
import { verifyLedger } from './verify-ledger.ts';
import { watchEvidence } from './watch-evidence.ts';
import { watchFixity } from './watch-fixity.ts';
import { remindOfNotices, watchGuards } from './watch-guards.ts';
import { watchLibrary } from './watch-library.ts';
import { watchLogs } from './watch-logs.ts';
import { watchPosture } from './watch-posture.ts';
import { workHolds } from './work-holds.ts';

const acquisitionJob = z.object({ acquisitionId: z.uuid() });
const verificationJob = z.object({ verificationId: z.uuid() });
const drainMs = 10_000;
const patrolPace = { rowsPerSecond: 1_250, restMs: 30_000 }; // a million entries in a quarter of an hour
const anchoringCadence = { lookMs: 500, anchorMs: 60_000, stampMs: 600_000, retryMs: 15_000 };

/** The second door: runs every job of the queue, the sequencer and the incident synchronisation, until SIGTERM. */
async function main(): Promise<void> {
  const logger = createLogger('worker');
  const house = await runtime();
  const stopping = new AbortController();
  const jobs = await openQueue(house, logger);
  await subscribe(house, jobs, logger, stopping.signal);
  const ledger = await keepLedger(house.settings, house.logger, (hatches) => beginLedger(house, hatches));
  const rounds = startRounds(house, jobs, logger, stopping.signal);
  logger.info({ worker: house.context.worker.id }, 'worker ready');
  await stopSignal();
  logger.info('worker stopping');
  stopping.abort();
  await jobs.stop({ graceful: true, timeout: drainMs });
  await Promise.all(rounds);
  await ledger.stop();
  await house.close();
}

/** The worker's own queue: it watches over jobs whose worker died. The schema belongs to the migrations. */
async function openQueue(house: Runtime, logger: Logger): Promise<PgBoss> {
  const jobs = new PgBoss({
    connectionString: house.settings.DATABASE_URL,
    schema: 'pgboss',
    migrate: false,
    supervise: true,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    schedule: false,
    max: 6,
  });
  jobs.on('error', (error) => logger.error({ err: error }, 'the job queue failed'));
  return jobs.start();
}

async function subscribe(house: Runtime, jobs: PgBoss, logger: Logger, stopping: AbortSignal): Promise<void> {
  const tools = { context: house.context, logger, stopping, countingThrottles };
  const options = { pollingIntervalSeconds: 0.5, batchSize: 1 };
  for (const step of acquisitionSteps) {
    const { procedure, atOnce } = jobTable[step];
    await jobs.work(step, { ...options, localConcurrency: atOnce }, async ([job]) => {
      await runStep(tools, procedure, acquisitionJob.parse(job?.data).acquisitionId);
    });
  }
  await jobs.work('cancel-acquisition', { ...options, localConcurrency: 2 }, async ([job]) => {
    await cancel(tools, acquisitionJob.parse(job?.data).acquisitionId);
  });
  await tellOutside(jobs, await outsideContext(house), logger, stopping);
  await workHolds(jobs, holdContext(house), disposalContext(house), stopping);
  const verifying = { ...tools, open: () => ledgerParts(house.settings) };
  await jobs.work('verify-ledger', { ...options, localConcurrency: 1 }, async ([job]) => {
    await verifyLedger(verifying, verificationJob.parse(job?.data).verificationId);
  });
}

/** The sequencer and the anchoring, which share what is known of the anchors. */
function beginLedger({ settings, context, logger }: Runtime, hatches: LedgerHatches): LedgerRun {
  const url = settings.HOLDFAST_SEQUENCER_DATABASE_URL;
  const guard = checkpointGuard({ ...hatches, register: context.register, logger });
  const sequencer = startSequencer({ ...hatches, url, guard, patrol: patrolPace, logger });
  const anchoring = startAnchoring({ ...hatches, url, guard, sequencer, logger, cadence: anchoringCadence });
  return {
    stop: async () => {
      await sequencer.stop();
      await anchoring.stop();
    },
  };
}

/** What the worker does by the clock; each resolves when the worker stops. */
function startRounds(
  house: Runtime,
  jobs: PgBoss,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  const sync = incidentSync(house.context);
  const startedAt = new Date();
  const eraser = dataKeyEraser(house.settings);
  return [
    watchChannels(house.context, logger, stopping),
    watchGuards(holdContext(house), logger, stopping),
    remindOfNotices(holdContext(house), logger, stopping),
    ...watchPosture(postureContext(house), logger, stopping),
    watchLogs(reconciliationContext(house), logger, stopping),
    ...keepGrantUse(house.context, logger, stopping),
    ...keepDevices(house.context, logger, stopping),
    watchLibrary(house.context, logger, stopping),
    ...verifyCopies(house.context, logger, stopping),
    watchFixity(house.context, house.settings.HOLDFAST_CHECKS_GIB_PER_HOUR * 1024 ** 3, logger, stopping),
    makeExports({ ...house, logger }, stopping),
    every(10_000, 'the worker’s heartbeat', logger, stopping, () => beat(house, startedAt)),
    every(5_000, 'the search for silent workers', logger, stopping, async () => {
      const { db, context, settings } = house;
      const found = await requeueStalled(db, jobs, context.worker.id, settings.HOLDFAST_TAKEOVER_SECONDS);
      if (found > 0) logger.warn({ steps: found }, 'steps of a silent worker handed over');
    }),
    every(60_000, 'the look for disposals that wait', logger, stopping, async () => {
      if (house.settings.HOLDFAST_DISPOSER_CLIENT_ID === undefined) return; // the page says that they wait
      const found = await requeueDisposals(house.db, jobs);
      if (found > 0) logger.warn({ disposals: found }, 'disposals that waited are carried out now');
    }),
    every(15_000, 'the end of requests and grants', logger, stopping, async () => {
      const over = await endAccess(house.context.register);
      if (over.expired + over.ended > 0) logger.info(over, 'requests and grants are over');
    }),
    every(60_000, 'the end of imports whose bytes never came', logger, stopping, async () => {
      const ended = await endSilentImports(house.context.register);
      if (ended > 0) logger.warn({ ended }, 'imported files given up');
    }),
    every(60_000, 'the end of reads whose portal died', logger, stopping, async () => {
      const ended = await endLostReads(house.context.register);
      if (ended > 0) logger.warn({ ended }, 'reads without a known end');
    }),
    every(15_000, 'the end of proposals and of break-glass', logger, stopping, async () => {
      const expired = await expireProposals(house.context.register);
      if (expired > 0) logger.info({ expired }, 'proposals are over');
      if (await endOverdueBreakGlass(house.context.register))
        logger.warn('a break-glass waits for its review');
    }),
    every(15_000, 'the end of offers of custody', logger, stopping, async () => {
      const expired = await expireOffers(house.context.register);
      if (expired > 0) logger.warn({ expired }, 'offers of custody that nobody accepted');
    }),
    every(15_000, 'the erasure of bodies', logger, stopping, async (signal) => {
      const round = await eraseBodies(house.context.register, eraser, signal);
      if (round.erased + round.failed > 0) logger.warn(round, 'bodies erased by decision');
    }),
    every(10_000, 'the look for sealed copies', logger, stopping, async (signal) => {
      const { stored, ...trouble } = await watchEvidence(house.context, startedAt, signal);
      if (Object.values(trouble).some((count) => count > 0))
        logger.warn(
          { stored, ...trouble },
          'sealed copies are not there, are others, or could not be asked for',
        );
    }),
    every(30_000, 'the report on the anchors', logger, stopping, async () => {
      const told = await reportAnchors(house.context.register, new Date());
      if (told.failed + told.mended > 0) logger.warn(told, 'anchors fail or answer again');
    }),
    every(30_000, 'the incident synchronisation', logger, stopping, async (signal) => {
      const { imported } = await sync(signal);
      if (imported > 0) logger.info({ imported }, 'incidents taken over');
    }),
  ];
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve());
  });
}

main().catch((error: unknown) => {
  createLogger('worker').fatal({ err: error }, 'the worker could not start');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`); // for whoever started it
  process.exit(1); // open pools would keep it for seconds
});
