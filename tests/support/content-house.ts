import type { EvidenceLocker } from '../../lib/ports/evidence-locker.ts';
import { startCopyVerification } from '../../lib/procedures/evidence/start-copy-verification.ts';
import { verifyCopy } from '../../lib/procedures/evidence/verify-copy.ts';
import { awaitIntegration } from '../../lib/procedures/ledger/await-integration.ts';
import { proposeThawItem } from '../../lib/procedures/proposal/kinds/thaw-item.ts';
import { startGrantUseHouse } from './grant-use-house.ts';
import { basicData, writeGpt } from './make-partitions.ts';
import { sparsePayload } from './make-vhd.ts';

export const mib = 1 << 20;

export const thawReason = 'The storage account answered with another blob’s cache.';
export type ContentHouse = Awaited<ReturnType<typeof openContentHouse>>;

/** A sealed image with a partition table, whose pages are seen, spoiled and read whole. */
export async function openContentHouse() {
  const payload = sparsePayload(6 * mib, [[2 * mib, 60_000]]);
  payload.write('NTFS    ', mib + 3, 'latin1');
  const table = [{ type: basicData, first: 2048, last: 4095, name: 'Windows' }];
  const house = await startGrantUseHouse(writeGpt(payload, table));

  async function propose(account: string) {
    const change = { evidenceId: house.item.id };
    return await proposeThawItem.run(house.context, house.person(account), { reason: thawReason, change });
  }

  async function start(account: string): Promise<void> {
    const input = { evidenceId: house.item.id };
    await startCopyVerification.run(house.context, house.person(account), input);
  }

  /** Has the copy read whole; what the record says of it, signed for. */
  async function verified(account: string) {
    await start(account);
    await verifyCopy(house.context, AbortSignal.timeout(30_000));
    await signedFor();
    return (await house.facts('evidence.verified')).at(-1)?.detail;
  }

  async function signedFor(): Promise<void> {
    const stream = { kind: 'evidence', id: house.item.id } as const;
    await awaitIntegration(house.database.register.look, { stream }, 20_000, AbortSignal.timeout(30_000));
  }

  /** The store with a copy that lost its last byte; its manifest is whole. */
  async function oneByteLess(
    ...asked: Parameters<EvidenceLocker['open']>
  ): ReturnType<EvidenceLocker['open']> {
    const reader = await house.context.locker.open(...asked);
    const isCopy = reader !== null && Number(reader.sizeBytes) === house.disk.length;
    return isCopy ? { ...reader, sizeBytes: reader.sizeBytes - 1n } : reader;
  }

  /** One answer of the store, after so many that are as they should be. */
  async function spoilNextRead(after: number): Promise<void> {
    const operation = 'Blob_Get';
    const sound = { operation, fault: { kind: 'delay', ms: 1 }, times: after };
    await house.cloud.admin('POST', '/faults', sound);
    await house.cloud.admin('POST', '/faults', {
      operation,
      fault: { kind: 'corrupt', atByte: 1_000 },
      times: 1,
    });
  }

  /** A working copy past the procedures. */
  async function diskOf(name: string, state: string): Promise<void> {
    const { grantId } = await house.granted('lead-1', 'disk', '10.0.0.0/8');
    const number = `${house.item.exhibitNumber}-${name}`;
    await house.database.asAdmin(
      `insert into working_copy (id, number, ordinal, evidence_id, grant_id, requester, machine_id, lun, state, end_why)
       values (gen_random_uuid(), $1, (random() * 1e9)::int, $2, $3, '{}', $1, 0, $4,
         case when $4 = 'removed' then 'asked' end)`,
      [number, house.item.id, grantId, state],
    );
  }

  return { ...house, propose, start, verified, signedFor, oneByteLess, spoilNextRead, diskOf };
}
