import { CustodyError } from '../../custody/custody-error.ts';
import { whyNotDispose } from '../../custody/disposal.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DisposableItem } from '../../ports/disposal-desk.ts';

/** The item, if nothing stands against disposing of it now. Throws `not-found`, or `conflict` with everything that does. */
export async function requireDisposable(
  look: RegisterLook,
  evidenceId: string,
  leaveOut: string | null = null,
): Promise<DisposableItem> {
  const item = await look.disposable(evidenceId, leaveOut);
  if (item === null) throw new CustodyError('not-found', 'There is no such stored item.');
  const why = whyNotDispose(item.facts, new Date());
  if (why.length === 0) return item;
  throw new CustodyError('conflict', `${item.facts.exhibitNumber} cannot be disposed of: ${why.join(' ')}`);
}
