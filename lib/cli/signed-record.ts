import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Portal, PortalRefusal } from './portal.ts';

const recordWithinMs = 30_000;
const recordAnswer = z.object({
  index: z.string(),
  body: z.string(),
  salt: z.string(),
  entry: z.string(),
  hashes: z.array(z.string()),
  note: z.string(),
});

/**
 * The record of an export with its proof, bytes in base64. It is signed within seconds; until then the portal says that it is
 * not, and is asked again. Throws at once what no repetition changes, and after half a minute the portal's last line.
 */
export async function signedRecord(portal: Portal, path: string): Promise<z.infer<typeof recordAnswer>> {
  const deadline = Date.now() + recordWithinMs;
  for (;;) {
    const answer = await orTrouble(() => portal.get(path));
    if (!('trouble' in answer)) return recordAnswer.parse(answer.value);
    if (Date.now() >= deadline) throw answer.trouble;
    await sleep(500);
  }
}

/** What may be over in a moment is given; everything else is thrown. */
async function orTrouble(
  ask: () => Promise<unknown>,
): Promise<{ readonly value: unknown } | { readonly trouble: unknown }> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof PortalRefusal && !['not-signed-yet', 'throttled'].includes(error.code)) throw error;
    return { trouble: error };
  }
}
