import type { PersonActor } from '../../custody/actor.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { breakGlassEvent } from './break-glass-event.ts';

const noted = new Set<string>();
const mostNoted = 10_000;

/**
 * Records what a person opens while they read by break-glass, each address once. Called before anything is shown: what
 * cannot be recorded is not shown. Nothing for everybody else; who lost the role meanwhile is none of them.
 */
export async function noteBreakGlassRead(
  register: CustodyRegister,
  actor: PersonActor,
  page: string,
): Promise<void> {
  const use = await register.look.breakGlassOf(actor.objectId);
  if (use === null) return;
  const key = `${use.id} ${page}`;
  if (noted.has(key)) return;
  await register.append(
    actor,
    ['break-glass.read'],
    [breakGlassEvent('break-glass.read', use, { page: page.slice(0, 500) })],
  );
  if (noted.size >= mostNoted) noted.clear();
  noted.add(key);
}
