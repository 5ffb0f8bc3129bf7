import type { PersonActor, WorkerActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Traced } from '../../ports/disk-snapshots.ts';
import type { LinkRevocation } from '../../ports/granted-links.ts';
import type { ProcedureContext } from '../procedure.ts';
import { linksByUse } from './links-by-use.ts';
import { useEvent } from './use-event.ts';

const limitMs = 60_000;

type EndContext = Pick<ProcedureContext, 'register' | 'links' | 'worker'>;

/**
 * Has Azure revoke the keys for the oldest request that waits, and records which links ended. Safe to repeat: a worker
 * that died in between leaves the request to the next one. Out: whether one was done.
 */
export async function endLinks(context: EndContext, stopping: AbortSignal): Promise<boolean> {
  const { links, register } = context;
  if (links === undefined) return false;
  const asked = await register.claimLinkRevocation();
  if (asked === null) return false;
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(limitMs)]);
    await recordEnds(context, asked, links.account, await links.revokeKeys(signal));
    return true;
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    await register.reportLinkRevocation(asked.id, error.message);
    return false;
  }
}

async function recordEnds(
  { register, worker }: EndContext,
  revocation: LinkRevocation,
  account: string,
  { azure }: Traced<unknown>,
): Promise<void> {
  const { id: revocationId, requester, reason } = revocation;
  const actor: WorkerActor = {
    ...{ kind: 'worker', workerId: worker.id, address: worker.address, identity: 'link-signer' },
    onBehalfOf: requester === null ? null : accountOf(requester),
  };
  await register.record(actor, ['access.links-revoked'], async (desk) => {
    const ended = await desk.linksEndedBy(revocation); // one made since has a key of its own, which lives
    if (!(await desk.finishLinkRevocation(revocationId)))
      throw new CustodyError('conflict', 'Another worker recorded this revocation.');
    for (const { id } of ended) await desk.endLink(id, 'revoked');
    const [first, ...others] = linksByUse(ended).map(({ about, ofGrant, links }) =>
      useEvent(
        'access.links-revoked',
        about,
        { ...ofGrant, revocationId, linkIds: links, account, azure },
        reason,
      ),
    );
    if (first === undefined) throw new Error('a revocation that ends no link was asked for');
    return { events: [first, ...others], result: undefined };
  });
}

function accountOf({ objectId, userPrincipalName, displayName }: PersonActor) {
  return { objectId, userPrincipalName, displayName };
}
