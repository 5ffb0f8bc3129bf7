import type { AccessIndex } from './access-index.ts';
import type { RightHeldByControllers } from './control.ts';
import { type Holder, type HoldingPath, pathWords, type RightAnswer } from './holding.ts';
import { fail, type Judgement, pass, unknown, unreadWords } from './posture-facts.ts';
import { whoCan } from './who-can.ts';

/**
 * Whether nobody but the controllers holds a right, here and anywhere below, and each of them here if they must.
 * Somebody else for certain, or a controller who must for certain not: fail. Somebody else perhaps, or anything unread: unknown, never pass.
 */
export function judgeRight(access: AccessIndex, control: RightHeldByControllers, at: string): Judgement {
  const { right, scope } = control;
  const answer = whoHolds(access, control, at);
  const here = whoCan(access, { right, scope, reach: 'exactly', at }).holders;
  const raw = rawWords(answer);
  const failures = [
    ...strangers(answer, control),
    ...productIdentities(answer, control),
    ...withoutTheRight(access, answer, control, here),
    ...standing(answer, control),
  ];
  if (failures.length > 0) return fail(raw, failures.join(' '));
  const doubts = doubtsOf(access, answer, control, here);
  return doubts.length > 0 ? unknown(raw, doubts.join(' ')) : pass(raw);
}

/** Everybody who uses the right there or anywhere below: whom the control is about. */
export function whoHolds(
  access: AccessIndex,
  { right, scope }: Pick<RightHeldByControllers, 'right' | 'scope'>,
  at: string,
): RightAnswer {
  return whoCan(access, { right, scope, reach: 'anywhere-below', at });
}

function strangers(answer: RightAnswer, control: RightHeldByControllers): readonly string[] {
  const others = answer.holders.filter(
    (holder) => !isAllowed(holder, control) && !isProducts(holder, control) && isCertain(holder),
  );
  return others.map((holder) => `${holder.principal.name} holds it: ${bestPath(holder)}.`);
}

function productIdentities(answer: RightAnswer, control: RightHeldByControllers): readonly string[] {
  const own = answer.holders.filter(
    (holder) => isProducts(holder, control) && !isIn(control.alsoAllowed, holder) && isCertain(holder),
  );
  return own.map((holder) => `The product’s own ${holder.principal.name} holds it: ${bestPath(holder)}.`);
}

/** A controller must hold it on the place itself; holding it on something within is not enough. */
function withoutTheRight(
  access: AccessIndex,
  answer: RightAnswer,
  control: RightHeldByControllers,
  here: readonly Holder[],
): readonly string[] {
  if (!control.bothMustHold || answer.unknown.length > 0) return [];
  return control.controllers
    .filter((id) => !here.some((holder) => isIn([id], holder)))
    .map((id) => `The controller ${nameOf(access, id)} does not hold it.`);
}

function standing(answer: RightAnswer, control: RightHeldByControllers): readonly string[] {
  if (control.standing === 'allowed') return [];
  return answer.holders
    .filter((holder) => isIn(control.controllers, holder))
    .flatMap((holder) => {
      const path = holder.paths.find((one) => isStanding(one) && one.certainty === 'certain');
      return path === undefined
        ? []
        : [`${holder.principal.name} holds it without activation: ${pathWords(path)}.`];
    });
}

function doubtsOf(
  access: AccessIndex,
  answer: RightAnswer,
  control: RightHeldByControllers,
  here: readonly Holder[],
): readonly string[] {
  const unread = answer.unknown.map(
    ({ what, subject, reason }) => `Not known: ${what} ${subject}, ${unreadWords(reason)}.`,
  );
  const others = answer.holders
    .filter((holder) => !isAllowed(holder, control))
    .map((holder) => `${holder.principal.name} may hold it: ${bestPath(holder)}.`);
  const unsure = (control.bothMustHold ? control.controllers : [])
    .filter((id) => !here.some((holder) => isIn([id], holder) && isCertain(holder)))
    .map((id) => `Whether the controller ${nameOf(access, id)} holds it is not certain.`);
  const mayStand = answer.holders
    .filter((holder) => control.standing === 'forbidden' && isIn(control.controllers, holder))
    .filter((holder) => holder.paths.some(isStanding))
    .map((holder) => `${holder.principal.name} may hold it without activation.`);
  return [...unread, ...others, ...unsure, ...mayStand];
}

/** An activation ends by itself; what does not end is there without one. */
function isStanding({ manner, until }: HoldingPath): boolean {
  return manner === 'active' && until === null;
}

function isCertain({ paths }: Holder): boolean {
  return paths.some(({ certainty }) => certainty === 'certain');
}

function isAllowed(holder: Holder, { controllers, alsoAllowed }: RightHeldByControllers): boolean {
  return isIn(controllers, holder) || isIn(alsoAllowed, holder);
}

function isProducts(holder: Holder, { productIdentities: own }: RightHeldByControllers): boolean {
  return isIn(own, holder);
}

function isIn(ids: readonly string[], { principal }: Holder): boolean {
  return ids.some((id) => id.toLowerCase() === principal.id.toLowerCase());
}

function nameOf(access: AccessIndex, id: string): string {
  return access.principals.get(id.toLowerCase())?.name ?? id;
}

function rawWords({ holders }: RightAnswer): string {
  if (holders.length === 0) return 'nobody';
  return holders.map((holder) => `${holder.principal.name} (${bestPath(holder)})`).join(', ');
}

function bestPath({ paths: [best] }: Holder): string {
  return best === undefined ? 'by no path' : pathWords(best);
}
