import { type CheckedReceipt, checkReceipt } from '../../bundle/receipt.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { EventDetail } from '../../custody/custody-event.ts';
import type { RecordedEvent } from '../../custody/recorded-event.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';

export const longestReceipt = 10_000;

/** What the fact of a receipt says, but for how its key is known. */
export type ReceiptFact = Omit<EventDetail<'bundle.receipt-accepted'>, 'keyKnownBy' | 'handover'>;

/**
 * A receipt held against the bundles that the ledger knows of these streams. The caller has locked what they are of, so that
 * the same receipt is not recorded twice at one moment, nor with another item of their incident. Throws `invalid-input` for what is no receipt or is not signed by
 * the key in it, `conflict` for one of another bundle or one that is recorded already.
 */
export async function receiptFact(
  desk: RegisterDesk,
  streams: readonly string[],
  incidentId: string | null,
  text: string,
): Promise<ReceiptFact> {
  const note = asSigned(text);
  const receipt = checked(note);
  const bundle = (await ofEach(streams, (stream) => desk.committedFacts(stream, ['bundle.exported']))).find(
    (fact) => fact.type === 'bundle.exported' && fact.detail.tagManifestSha256 === receipt.bundle,
  );
  if (bundle?.type !== 'bundle.exported')
    throw new CustodyError(
      'conflict',
      'The receipt is for another bundle: the ledger knows none of this by its digest.',
      {
        detail: { receipt: 'It is for another bundle.' },
      },
    );
  const told = [
    ...(await ofEach(streams, (stream) => desk.bundleFacts(stream))),
    ...(incidentId === null ? [] : await desk.receiptsAbout(incidentId)),
  ];
  if (told.some((fact) => fact.type === 'bundle.receipt-accepted' && fact.detail.receipt === note))
    throw new CustodyError('conflict', 'This receipt is recorded already.');
  const { bundleId, of, name } = bundle.detail;
  return {
    ...{ bundleId, of, name, tagManifestSha256: receipt.bundle, recipient: receipt.recipient },
    ...{ keySha256: receipt.keySha256, verdict: receipt.verdict, findings: receipt.findings },
    checkpointSize: sizeIn(receipt),
    ...{ verifier: receipt.verifier, verifiedAt: receipt.time, receipt: note },
  };
}

async function ofEach(
  streams: readonly string[],
  read: (stream: string) => Promise<readonly RecordedEvent[]>,
): Promise<readonly RecordedEvent[]> {
  return (await Promise.all(streams.map(read))).flat();
}

/** Forms send lines with CRLF, and people paste without the last line's end. */
function asSigned(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trim()}\n`;
}

function checked(note: string): CheckedReceipt {
  try {
    return checkReceipt(note);
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new CustodyError('invalid-input', `This receipt is refused: ${cause.message}`, {
      cause,
      detail: { receipt: cause.message },
    });
  }
}

/** Of the checkpoint that the recipient saw: the last word but one of "log size root". */
function sizeIn({ checkpoints }: CheckedReceipt): string | null {
  return /^\S+ (\d{1,20}) \S+$/.exec(checkpoints[0] ?? '')?.[1] ?? null;
}
