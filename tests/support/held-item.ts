import type { PersonActor } from '../../lib/custody/actor.ts';
import { extensionPlan } from '../../lib/custody/extension-plan.ts';
import { extendRetention } from '../../lib/procedures/hold/extend-retention.ts';
import { placeHold } from '../../lib/procedures/hold/place-hold.ts';
import { proposeLiftHold } from '../../lib/procedures/proposal/kinds/lift-hold.ts';
import { openHoldHouse } from './hold-house.ts';
import { personOf } from './portal.ts';

export const reason = 'The other side announced a claim.';
export const lead = personOf('lead');
export type HeldItem = Awaited<ReturnType<typeof openHeldItem>>;

/** A sealed item of an incident whose holds and retention are asked for, and looked at as Azure has them. */
export async function openHeldItem() {
  const house = await openHoldHouse();
  const item = await house.sealed();
  await house.check();

  function ask(caseReference: string, person = lead) {
    return house.act(person, placeHold, { incidentId: item.incidentId, caseReference, reason });
  }

  function plan(wanted: number, days = 31): string {
    return extensionPlan({ container: item.container, exhibits: 1, days, extensionsLeft: 4, wanted });
  }

  function extend(days: number, confirmedPlan = plan(days), person = lead) {
    const input = { incidentId: item.incidentId, days: String(days), reason, confirmedPlan };
    return house.act(person, extendRetention, input);
  }

  function lift(actor: PersonActor, tag: string) {
    return house.act(actor, proposeLiftHold, { reason, change: { incidentId: item.incidentId, tag } });
  }

  function openAct() {
    return house.at.db.guardAct.findFirst({ where: { state: 'waits-for-controller' } });
  }

  function look() {
    return house.check();
  }

  async function types(from: bigint) {
    return (await house.facts(item.incidentId, from)).map(({ type }) => type);
  }

  function row() {
    return house.at.db.containerGuard.findUniqueOrThrow({ where: { container: item.container } });
  }

  return { ...house, ask, plan, extend, lift, openAct, look, types, row, item };
}
