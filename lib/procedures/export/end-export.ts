import { createHash } from 'node:crypto';
import type { WorkerActor } from '../../custody/actor.ts';
import type { ClaimedExport, ExportLease, MadeExport } from '../../ports/export-desk.ts';
import type { ProcedureContext } from '../procedure.ts';
import { exportEvent } from './export-event.ts';

type EndContext = Pick<ProcedureContext, 'register' | 'worker'>;

/** Records that a file is whole, and tells who asked. Throws `fenced-off` for an old attempt. */
export async function recordMade(
  { register, worker }: EndContext,
  lease: ClaimedExport,
  made: MadeExport,
): Promise<void> {
  const { id, query, format } = lease;
  await register.record(actorFor(worker, lease), ['export.made'], async (desk) => {
    await desk.finishExport(lease, made);
    const title = `Your export of ${made.events} ${made.events === 1 ? 'event' : 'events'} is ready, for a day`;
    await desk.notify({
      ...{
        personObjectId: lease.requester.objectId,
        key: `export:${id}`,
        level: 'info',
        title,
        href: '/audit#exports',
      },
    });
    const detail = {
      ...{ exportId: id, query, format },
      ...{ events: made.events, bytes: made.bytes.toString(), sha256: made.sha256 },
      manifestSha256: createHash('sha256').update(made.manifest).digest('hex'),
      ...{ knownAt: lease.requestedAt, ledgerSize: lease.ledgerSize.toString(), keptUntil: made.expiresAt },
    };
    return { events: [exportEvent('export.made', lease, detail)], result: null };
  });
}

/** Records that no file came of it, and why. In: the search, unless it was erased. Throws `fenced-off` for an old attempt. */
export async function recordNotMade(
  { register, worker }: EndContext,
  lease: ExportLease,
  problem: string,
  asked: Pick<ExportLease, 'query'> | null = lease,
): Promise<void> {
  const { id, requester } = lease;
  await register.record(actorFor(worker, lease), ['export.failed'], async (desk) => {
    await desk.finishExport(lease, { problem });
    const title = `An export of events was not made: ${problem}`;
    await desk.notify({
      ...{
        personObjectId: requester.objectId,
        key: `export:${id}`,
        level: 'warning',
        title,
        href: '/audit#exports',
      },
    });
    const detail = { exportId: id, ...(asked === null ? {} : { query: asked.query }), problem };
    return { events: [exportEvent('export.failed', lease, detail)], result: null };
  });
}

function actorFor({ id, address }: ProcedureContext['worker'], { requester }: ExportLease): WorkerActor {
  const { objectId, userPrincipalName, displayName } = requester;
  return {
    ...{ kind: 'worker', workerId: id, address, identity: 'exporter' },
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
}
