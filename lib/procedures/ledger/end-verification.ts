import type { WorkerActor } from '../../custody/actor.ts';
import { type VerifiedLedger, verifiedSentence } from '../../custody/verification.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { VerificationLease } from '../../ports/verification-runs.ts';
import type { ProcedureContext } from '../procedure.ts';
import { tellWatch } from '../tell-watch.ts';

/**
 * Ends a verification with what came of it, records it, and tells who asked; of findings it tells leads, controllers
 * and auditors too. `report`: the JSON whose digest `verified` names, or null. Throws `fenced-off` if it is another's.
 */
export async function endVerification(
  { register, worker }: Pick<ProcedureContext, 'register' | 'worker'>,
  lease: VerificationLease,
  verified: VerifiedLedger,
  report: string | null,
): Promise<void> {
  const { objectId, userPrincipalName, displayName } = lease.requester;
  const actor: WorkerActor = {
    kind: 'worker',
    workerId: worker.id,
    address: worker.address,
    identity: 'anchorer', // it reads the anchors; the database it reads as the worker
    onBehalfOf: { objectId, userPrincipalName, displayName },
  };
  await register.record(actor, ['ledger.verified'], async (desk) => {
    await desk.finishVerification(lease, verified.outcome, report);
    await tell(desk, lease, verified);
    return {
      result: undefined,
      events: [
        {
          type: 'ledger.verified',
          stream: { kind: 'verification', id: lease.id },
          subjects: [],
          reason: null,
          authority: null,
          detail: verified,
        },
      ],
    };
  });
}

/** The ledger has one state: the next verification that holds ends what an earlier one raised. */
const alarmKey = 'verification';

async function tell(desk: RegisterDesk, lease: VerificationLease, verified: VerifiedLedger): Promise<void> {
  const about = { key: `verification:${lease.id}`, href: `/ledger/verifications/${lease.id}` };
  const title = `Verification of the ledger: ${verifiedSentence(verified)}`;
  const asker = lease.requester.objectId;
  switch (verified.outcome) {
    case 'findings':
      return await tellWatch(desk, { ...about, alarmKey, level: 'error', title }, null, [asker]);
    case 'not-checked':
      return await desk.notify({ personObjectId: asker, ...about, level: 'warning', title });
    case 'held':
      await desk.clearAlarm(alarmKey);
      return await desk.notify({ personObjectId: asker, ...about, level: 'info', title });
  }
}
