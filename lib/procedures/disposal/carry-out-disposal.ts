import { CustodyError, isRetryable } from '../../custody/custody-error.ts';
import { whyNotDispose } from '../../custody/disposal.ts';
import { guardStateOf } from '../../custody/judge-guard.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DisposableItem, DisposalRecord } from '../../ports/disposal-desk.ts';
import type { ContainerGuard } from '../../ports/locker-policies.ts';
import { deleteCopies } from './delete-copies.ts';
import type { DisposalContext } from './disposal-context.ts';
import { disposalEvent } from './disposal-event.ts';
import { disposer, endDisposal, stopDisposal } from './end-disposal.ts';

/**
 * Deletes what was approved and witnessed. Everything that can stand against it is looked at again behind the incident's
 * lock, in Azure, and once more before the deletion; what comes after that Azure's own guards refuse. Then nothing is
 * deleted and the disposal stops. Safe to repeat: whoever follows a worker that died finds what is gone already. Rejects
 * for what another attempt may mend.
 */
export async function carryOutDisposal(
  context: DisposalContext,
  disposalId: string,
  signal: AbortSignal,
): Promise<void> {
  const disposal = await context.register.look.disposal(disposalId);
  if (disposal === null || !isUnderWay(disposal)) return;
  const item = await itemOf(context.register.look, disposal);
  try {
    const guard = await readGuard(context, item.container, signal);
    if (disposal.state === 'witnessed' && !(await begin(context, disposal, guard))) return;
    const deleted = await deleteCopies(context, item, signal, () => requireStill(context, disposal, signal));
    await endDisposal(context, disposal, guardedBy(item, guard), deleted);
  } catch (error) {
    if (!(error instanceof CustodyError) || isRetryable(error.code) || signal.aborted) throw error;
    await giveUp(context, disposal, item, signal, error.message);
  }
}

/**
 * Stops it, unless a worker had begun and the copy is deleted: what is gone is told as gone. What went before anybody
 * began went otherwise, and nothing more is deleted.
 */
async function giveUp(
  context: DisposalContext,
  disposal: DisposalRecord,
  item: DisposableItem,
  signal: AbortSignal,
  why: string,
): Promise<void> {
  const now = await context.register.look.disposal(disposal.id);
  const isDeleted =
    now?.state !== 'witnessed' && (await context.disposer.look(item.container, item.blob, signal)) === null;
  if (!isDeleted) return await stopDisposal(context, disposal, why);
  const deleted = await deleteCopies(context, item, signal, async () => undefined);
  await endDisposal(context, disposal, item, deleted);
}

/** At the last moment: Azure's guard, then what was asked for here, and that nobody stopped it. */
async function requireStill(context: DisposalContext, disposal: DisposalRecord, signal: AbortSignal) {
  const { look } = context.register;
  const { container } = await itemOf(look, disposal);
  const guard = await readGuard(context, container, signal);
  requireNothingAgainst(await itemOf(look, disposal), guard);
  if ((await look.disposal(disposal.id))?.state !== 'deleting')
    throw new CustodyError('conflict', `${disposal.number} is not under way any more.`);
}

function isUnderWay({ state }: DisposalRecord): boolean {
  return state === 'witnessed' || state === 'deleting';
}

async function itemOf(look: RegisterLook, { evidenceId, id }: DisposalRecord): Promise<DisposableItem> {
  const item = await look.disposable(evidenceId, id);
  if (item !== null) return item;
  throw new CustodyError('not-found', 'The item of this disposal is not in the register.');
}

/**
 * The guard at this moment. Throws `cloud-unavailable` while Azure does not say, and `conflict` where the container itself
 * is gone, which no other attempt mends: then nothing is deleted.
 */
async function readGuard(
  { policies }: DisposalContext,
  container: string,
  signal: AbortSignal,
): Promise<ContainerGuard> {
  const reading = await policies.read(container, signal);
  if (reading.kind === 'read') return reading.value;
  throw new CustodyError(reading.why === 'missing' ? 'conflict' : 'cloud-unavailable', reading.words);
}

/**
 * Writes down that from now on blobs may be gone, behind the lock that a hold takes too. Out: false if another worker, or a
 * hold, was faster.
 */
async function begin(context: DisposalContext, disposal: DisposalRecord, guard: ContainerGuard) {
  const found = await context.register.look.disposal(disposal.id);
  if (found?.state !== 'witnessed') return false;
  return await context.register.record(
    disposer(context, disposal),
    ['evidence.disposal-begun'],
    async (desk) => {
      await desk.lockIncident(disposal.incidentId);
      const item = await itemOf(desk, disposal);
      requireNothingAgainst(item, guard);
      if (!(await desk.beginDisposal(disposal.id)))
        throw new CustodyError(
          'storage-unavailable',
          `${disposal.number} was taken over. It is looked at again.`,
        );
      const { id: disposalId, number, exhibitNumber } = disposal;
      const detail = {
        ...{ disposalId, number, exhibitNumber },
        blobs: [item.blob, item.manifestBlob],
        guardReadAt: guard.readAt,
      };
      return {
        events: [disposalEvent('evidence.disposal-begun', disposal, disposal.reason, detail)],
        result: true,
      };
    },
  );
}

/** The same rule as for the proposal, with Azure's guard as it was read just now. Throws `conflict` with what stands against it. */
function requireNothingAgainst(item: DisposableItem, seen: ContainerGuard): void {
  const why = whyNotDispose(guardedBy(item, seen).facts, new Date());
  if (why.length > 0) throw new CustodyError('conflict', why.join(' '));
}

/** The item with what Azure says now in place of the last reading that was kept. */
function guardedBy(item: DisposableItem, seen: ContainerGuard): DisposableItem {
  const { tags, days } = guardStateOf(seen);
  return { ...item, facts: { ...item.facts, guard: { tags, days } } };
}
