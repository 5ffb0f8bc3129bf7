import { type BagPart, smallFile } from '../bundle/bag/bag-file.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { checkedBlocks } from '../procedures/access/checked-blocks.ts';
import { contentFacts, openSealedCopy } from '../procedures/access/sealed-content.ts';
import type { BegunBundle } from '../procedures/bundle/begin-bundle.ts';
import type { ProcedureContext } from '../procedures/procedure.ts';

const readLimitMs = 120_000;

/**
 * The newest sealed custody report of the subject, block by block as it was sealed. It says what the events say, so it
 * stays out where the words of any of them are kept from this person.
 */
export async function* reportParts(
  { register, locker }: Pick<ProcedureContext, 'register' | 'locker'>,
  { subject }: BegunBundle,
  tally: { readonly withheldEvents: number; readonly left: string[] },
): AsyncGenerator<BagPart> {
  const report = await register.look.newestReport(subject.id);
  const item = report === null ? null : await register.look.sealedItem(report.evidenceId);
  if (item === null) {
    tally.left.push('A custody report: none of this is sealed.');
    return;
  }
  if (tally.withheldEvents > 0) {
    tally.left.push(
      `The custody report ${item.exhibitNumber}: it was made with words that are kept from you.`,
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
