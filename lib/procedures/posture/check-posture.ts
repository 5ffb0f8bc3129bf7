import { postureAgeLimits } from '../../custody/posture-age.ts';
import type { PostureCheckState, PosturePart, SealedContainer } from '../../ports/posture-state.ts';
import type { Control } from '../../posture/control.ts';
import { accessDigest } from './access-digest.ts';
import { controlPart, controlPlace } from './control-part.ts';
import { demandedOf } from './demanded-of.ts';
import { evaluateLook } from './evaluate-look.ts';
import { keepLook } from './keep-look.ts';
import type { PostureContext } from './posture-context.ts';
import { containerScope, nothingRead, type PostureReading, readPosture } from './read-posture.ts';

const answerLimitMs = 45_000;
const fewestContainers = 50;
const containerRounds = 30; // within so many rounds every container is read

/**
 * Holds one part of the tenant's controls against what Azure says now. What got worse, or fails when it is first seen, is
 * a fact and told to leads, controllers and auditors; what got better is a fact; the rest is noted. What Azure refuses,
 * throttles or leaves unanswered is unknown. Out: how many controls changed.
 */
export async function checkPosture(
  context: PostureContext,
  part: PosturePart,
  signal: AbortSignal,
): Promise<{ readonly worse: number; readonly better: number }> {
  const last = await context.register.postureStates(part);
  const sealed = await context.register.sealedContainers();
  const due = part === 'containers' ? dueContainers(context, sealed, last) : [];
  const { facts, observed } = await readInTime(context, part, due, signal);
  if (observed !== null)
    await context.register.keepAccess({
      digest: accessDigest(observed),
      observed,
      longestGapMs: postureAgeLimits.rights,
    });
  const demanded = await demandedOf(context, facts.controllers, sealed, signal);
  const known = last.map(({ state }) => state);
  const controls = (demanded ?? known.map(({ control }) => control)).filter(
    (control) => controlPart(control) === part,
  );
  const look = evaluateLook({
    part,
    controls,
    asked: part === 'containers' ? controls.filter(isOf(context, due)) : controls,
    factsFor: (control) => (demanded === null || !isNamed(control, context) ? nothingRead : facts),
    last: known,
    exceptions: await context.register.postureExceptions(),
  });
  const incidents = sealed.map(
    (one) => [containerScope(context.place.account, one.container), one.incidentId] as const,
  );
  return await keepLook(context.register, look, new Map(incidents));
}

/** A reading that does not end is no answer. */
async function readInTime(
  context: PostureContext,
  part: PosturePart,
  due: readonly SealedContainer[],
  signal: AbortSignal,
): Promise<PostureReading> {
  const limit = AbortSignal.timeout(answerLimitMs);
  try {
    return await readPosture(context, part, due, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (limit.aborted && !signal.aborted) return { facts: nothingRead, observed: null };
    throw error;
  }
}

/** Those whose last reading is oldest; every one of them in turn. */
function dueContainers(
  { place }: PostureContext,
  sealed: readonly SealedContainer[],
  last: readonly PostureCheckState[],
): readonly SealedContainer[] {
  const checked = new Map(
    last.map(({ state, checkedAt }) => [controlPlace(state.control).toLowerCase(), checkedAt.getTime()]),
  );
  const seen = ({ container }: SealedContainer) =>
    checked.get(containerScope(place.account, container).toLowerCase()) ?? 0;
  const most = Math.max(fewestContainers, Math.ceil(sealed.length / containerRounds));
  return sealed.toSorted((a, b) => seen(a) - seen(b)).slice(0, most);
}

function isOf({ place }: PostureContext, due: readonly SealedContainer[]): (control: Control) => boolean {
  const scopes = new Set(due.map(({ container }) => containerScope(place.account, container).toLowerCase()));
  return (control) => scopes.has(controlPlace(control).toLowerCase());
}

/** What no setting names cannot be judged, whatever Azure says. */
function isNamed({ kind }: Control, { place }: PostureContext): boolean {
  if (kind === 'blob-logs') return place.workspace !== null;
  return kind !== 'private-endpoints' || place.privateEndpoints !== null;
}
