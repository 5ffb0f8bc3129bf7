import type { ProcedureContext } from '../procedure.ts';
import { recordForeign } from './record-foreign.ts';

const backMs = 7 * 86_400_000;

/**
 * Records what Defender lists on devices of open incidents and nobody asked for here: each action once in each incident,
 * live response and isolation as an alarm besides. Out: how many were new. Safe to call in many processes at once.
 */
export async function noteForeignActions(context: ProcedureContext, signal: AbortSignal): Promise<number> {
  const reader = context.devices?.reader;
  if (reader === undefined) return 0;
  const { register, clock } = context;
  const since = new Date(clock.now().getTime() - backMs).toISOString();
  const unseen = await register.look.unseenForeign(await reader.actions({ since }, signal));
  return await recordForeign(register, unseen);
}
