import 'server-only';
import { CustodyError } from '../custody/custody-error.ts';
import { type OldRoom, oldRoom } from '../custody/old-room.ts';
import { answerInTime } from '../procedures/answer-in-time.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 10_000;

/**
 * A page of the room of the older reference as Azure lists it now, or why that is not known; null: none is set up. The caller has
 * authorised.
 */
export async function referenceNow(from: string | null): Promise<{
  readonly place: string;
  readonly room: OldRoom | { readonly problem: string };
} | null> {
  const { reference } = (await runtime()).context;
  if (reference === undefined) return null;
  const place = `${reference.endpoint}/${reference.container}, ${reference.vaultUrl}`;
  try {
    const listing = await answerInTime(patienceMs, 'Azure did not answer in time.', (signal) =>
      reference.list(signal, from),
    );
    return { place, room: oldRoom(listing) };
  } catch (error) {
    if (error instanceof CustodyError) return { place, room: { problem: error.message } };
    throw error;
  }
}
