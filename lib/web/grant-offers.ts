import 'server-only';
import { type AccessMode, accessModes } from '../custody/access-policy.ts';
import { CustodyError } from '../custody/custody-error.ts';
import type { Workstation } from '../custody/working-copy.ts';
import { answerInTime } from '../procedures/answer-in-time.ts';
import { runtime } from '../runtime/runtime.ts';

const patienceMs = 5_000;

/** What this deployment can do with a grant, beside a download through the portal. */
export async function grantOffers(): Promise<{ readonly link: boolean; readonly disk: boolean }> {
  const { links, workingDisks } = (await runtime()).context;
  return { link: links !== undefined && links.network.length > 0, disk: workingDisks !== undefined };
}

/** The ways of access that a grant opens here. */
export async function offeredModes(): Promise<readonly AccessMode[]> {
  return (await grantOffers()).disk ? accessModes : ['see-contents', 'download'];
}

/** The machines that a disk can be attached to, as Azure says now, or why that is not known. */
export async function workstationsNow(): Promise<readonly Workstation[] | { readonly problem: string }> {
  const { workingDisks } = (await runtime()).context;
  if (workingDisks === undefined) return [];
  try {
    return await answerInTime(patienceMs, 'Azure did not answer in time.', (signal) =>
      workingDisks.workstations(signal),
    );
  } catch (error) {
    if (error instanceof CustodyError) return { problem: error.message };
    throw error;
  }
}
