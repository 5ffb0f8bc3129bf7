import { type BagPart, smallFile } from '../bundle/bag/bag-file.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { checkedBlocks } from '../procedures/access/checked-blocks.ts';
import { contentFacts, openSealedCopy } from '../procedures/access/sealed-content.ts';
import type { BegunBundle } from '../procedures/bundle/begin-bundle.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';

const readLimitMs = 120_000;

/**
 * The newest custody report of the subject, if it is sealed, block by block as it was sealed. It says what the events of
 * the bundle say, and of an item those of its incident that guard it: it stays out where any of them is kept from this person.
 */
export async function* reportParts(
  { register, locker }: Pick<ProcedureContext, 'register' | 'locker'>,
  actor: PersonActor,
  { subject }: BegunBundle,
  tally: { readonly withheldEvents: number; readonly left: string[] },
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
  const signal = AbortSignal.timeout(readLimitMs);
  try {
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
