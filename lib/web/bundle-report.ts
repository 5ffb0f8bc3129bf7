import { type BagPart, smallFile } from '../bundle/bag/bag-file.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { checkedBlocks } from '../procedures/access/checked-blocks.ts';
import { contentFacts, openSealedCopy } from '../procedures/access/sealed-content.ts';
import type { HeldSubject } from '../procedures/bundle/bundle-subject.ts';
import { awaitIntegration } from '../procedures/ledger/await-integration.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';
import type { EvidenceTally } from './bundle-evidence.ts';

const readLimitMs = 120_000;
const signedWithinMs = 10_000;

/**
 * The newest custody report of the subject, if it is sealed, block by block as it was sealed. It says what the events of
 * the bundle say, and of an item those of its incident that guard it: it stays out where any of them is kept from this person.
 */
export async function* reportParts(
  { register, locker }: Pick<ProcedureContext, 'register' | 'locker'>,
  actor: PersonActor,
  subject: HeldSubject,
  tally: Pick<EvidenceTally, 'vouched' | 'left'> & { readonly withheldEvents: number },
): AsyncGenerator<BagPart> {
  const report = await register.look.newestReport(subject.id);
  if (report === null) {
    tally.left.push('A custody report: none of this was asked for.');
    return;
  }
  const item = await register.look.sealedItem(report.evidenceId);
  if (item === null) {
    tally.left.push(`The custody report ${report.exhibitNumber}, which is the newest: it is not sealed.`);
    return;
  }
  if (tally.withheldEvents > 0 || (await register.look.reportHoldsRemoved(report.id, actor.objectId))) {
    tally.left.push(
      `The custody report ${item.exhibitNumber}: it may hold words that are kept from you, or were erased.`,
    );
    return;
  }
  if (!tally.vouched.has(report.id)) {
    tally.left.push(
      `The custody report ${item.exhibitNumber}: the ledger had not signed the record of it when this was begun.`,
    );
    return;
  }
  const signal = AbortSignal.timeout(readLimitMs);
  try {
    const stream = { kind: 'evidence', id: item.evidenceId } as const;
    await awaitIntegration(register.look, { stream }, signedWithinMs, signal); // it may have been sealed just now
    const facts = await register.look.committedFacts(item.evidenceId, contentFacts);
    const { reader, manifest } = await openSealedCopy(locker, item, facts, signal);
    const blocks: Uint8Array[] = [];
    const whole = { start: 0n, end: reader.sizeBytes };
    for await (const block of checkedBlocks(reader, manifest, whole, signal)) blocks.push(block);
    yield { file: smallFile(`report/${item.exhibitNumber}.pdf`, Buffer.concat(blocks)) };
  } catch (error) {
    if (!(error instanceof CustodyError)) throw error;
    tally.left.push(`The custody report ${item.exhibitNumber}: ${error.message}`);
  }
}
