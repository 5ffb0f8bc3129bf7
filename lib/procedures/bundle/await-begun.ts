import type { StreamRef } from '../../custody/custody-event.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import { awaitIntegration } from '../ledger/await-integration.ts';

const signedWithinMs = 20_000;

/** Waits until the record that a bundle was begun is signed. Throws as `awaitIntegration`. */
export async function awaitBegun(look: RegisterLook, stream: StreamRef): Promise<void> {
  await awaitIntegration(look, { stream }, signedWithinMs, AbortSignal.timeout(2 * signedWithinMs));
}
