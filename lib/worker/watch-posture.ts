import type { PosturePart } from '../ports/posture-state.ts';
import { checkPosture } from '../procedures/posture/check-posture.ts';
import type { PostureContext } from '../procedures/posture/posture-context.ts';
import type { Logger } from '../runtime/logger.ts';
import { every } from './every.ts';

const turnMs = 10_000; // how often a worker asks whose turn it is

/** How often a part is read. Role assignments change rarely and take many pages. */
const paces: Readonly<Record<PosturePart, number>> = {
  guards: 60_000,
  containers: 60_000,
  rights: 180_000,
};

/** Holds the tenant's controls against Azure, each part at its own pace and by one worker at a time. */
export function watchPosture(
  context: PostureContext,
  logger: Logger,
  stopping: AbortSignal,
): readonly Promise<void>[] {
  const parts = Object.keys(paces) as PosturePart[];
  return parts.map((part) =>
    every(turnMs, `the look at Azure’s controls (${part})`, logger, stopping, async (signal) => {
      if (!(await context.register.claimPostureRound(part, paces[part]))) return;
      const changed = await checkPosture(context, part, signal);
      if (changed.worse + changed.better > 0) logger.warn({ part, ...changed }, 'controls of Azure changed');
    }),
  );
}
