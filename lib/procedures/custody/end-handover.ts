import { CustodyError, type CustodyErrorCode } from '../../custody/custody-error.ts';
import { type HandoverEnd, type HandoverRefusal, handoverRefusalWords } from '../../custody/handover.ts';
import type { RegisterDesk } from '../../ports/custody-register.ts';
import type { HandoverRecord } from '../../ports/handover-desk.ts';

/** Ends an offer for a person, through the database's one locked function. Throws `forbidden`, `not-found` or `conflict`. */
export async function endHandover(
  desk: RegisterDesk,
  { id, number }: Pick<HandoverRecord, 'id' | 'number'>,
  end: HandoverEnd,
  person: string | null,
): Promise<void> {
  const outcome = await desk.endHandover(id, end, person);
  if (outcome === end) return;
  const refusal = outcome as HandoverRefusal; // the desk answers with the end that was asked for, or with a refusal
  throw new CustodyError(codeOf(refusal), handoverRefusalWords(refusal, number), {
    detail: { attempt: number, about: `handover:${id}` },
  });
}

function codeOf(refusal: HandoverRefusal): CustodyErrorCode {
  switch (refusal) {
    case 'not-found':
      return 'not-found';
    case 'not-the-recipient':
    case 'not-the-offerer':
      return 'forbidden';
    case 'not-waiting':
    case 'expired':
    case 'not-expired':
    case 'custodian-changed':
    case 'disposed':
      return 'conflict';
  }
}
