import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Portal, PortalRefusal } from './portal.ts';

const acquisition = z.object({
  id: z.string(),
  evidenceId: z.string(),
  exhibitNumber: z.string(),
  diskName: z.string(),
  state: z.string(),
  message: z.string().nullable(),
  steps: z.array(
    z.object({
      step: z.string(),
      state: z.string(),
      bytesDone: z.string().nullable(),
      bytesTotal: z.string().nullable(),
    }),
  ),
});

const digests = z.object({
  sha256: z.string(),
  payloadSha256: z.string(),
  manifestRoot: z.string(),
  sizeBytes: z.string(),
  bytesRead: z.string(),
  bytesKnownZero: z.string(),
});

const evidence = z.looseObject({
  id: z.string(),
  exhibitNumber: z.string(),
  rehearsal: z.boolean().default(false),
  state: z.string(),
  sourceDigests: digests.loose().nullable(),
  storedDigests: digests.loose().nullable(),
  protection: z
    .looseObject({
      policyState: z.string(),
      retentionUntil: z.string().nullable(),
      legalHoldTags: z.array(z.string()),
    })
    .nullable(),
});

export type ReadDigestsAnswer = z.infer<typeof digests>;

export interface EndedAcquisition {
  readonly id: string;
  readonly exhibitNumber: string;
  readonly disk: string;
  readonly state: string;
  readonly message: string | null;
  readonly evidence: z.infer<typeof evidence>;
}

const pollMs = 1_000;
const outageMs = 5 * 60_000;

/** Follows one acquisition until it needs nothing more or a person must decide; each step is told on standard error. */
export async function followAcquisition(portal: Portal, id: string): Promise<EndedAcquisition> {
  let told = '';
  for (;;) {
    const now = acquisition.parse(await patiently(portal, `/api/acquisitions/${id}`));
    const line = `${now.exhibitNumber}  ${runningWords(now.steps)}`;
    if (line !== told && now.state === 'running') process.stderr.write(`${line}\n`);
    told = line;
    if (now.state !== 'running' && now.state !== 'cancelling') {
      const item = evidence.parse(await patiently(portal, `/api/evidence/${now.evidenceId}`));
      const { exhibitNumber, diskName: disk, state, message } = now;
      return { id, exhibitNumber, disk, state, message, evidence: item };
    }
    await sleep(pollMs);
  }
}

/** Sits an outage out, for five minutes: the acquisition is durable and does not need whoever looks on. */
async function patiently(portal: Portal, path: string): Promise<unknown> {
  const deadline = Date.now() + outageMs;
  for (let told = false; ; told = true) {
    try {
      return await portal.get(path);
    } catch (error) {
      if (error instanceof PortalRefusal || Date.now() > deadline) throw error;
      const why = error instanceof Error ? error.message : String(error);
      if (!told) process.stderr.write(`${why} The acquisition goes on; asking again for five minutes.\n`);
      await sleep(pollMs);
    }
  }
}

function runningWords(steps: z.infer<typeof acquisition>['steps']): string {
  const active = steps.filter(({ state }) => state === 'running' || state === 'retrying');
  const words = active.map(({ step, state, bytesDone, bytesTotal }) => {
    const share =
      bytesDone === null || bytesTotal === null || bytesTotal === '0'
        ? ''
        : ` ${(BigInt(bytesDone) * 100n) / BigInt(bytesTotal)} %`;
    return `${step}${state === 'retrying' ? ' (again)' : ''}${share}`;
  });
  return words.length === 0 ? 'waiting for the worker' : words.join(', ');
}
