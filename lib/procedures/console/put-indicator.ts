import type { Actor } from '../../custody/actor.ts';
import type { DefenderOrderAsk, DefenderOrderLease } from '../../ports/defender-orders.ts';
import { requireHatch } from '../device/device-hatches.ts';
import type { ProcedureContext } from '../procedure.ts';
import { consoleEvent } from './console-event.ts';

type Asked = Extract<DefenderOrderAsk, { kind: 'add-indicator' }>;

/**
 * Adds a hash to the tenant's indicators, once: after an attempt whose end nobody saw it is looked for there first. Throws
 * what Defender answers, and `fenced-off` for who lost the order.
 */
export async function putIndicator(
  context: ProcedureContext,
  actor: Actor,
  lease: DefenderOrderLease,
  { sha256, action, title, exhibitNumber, session }: Asked,
  signal: AbortSignal,
): Promise<{ readonly indicatorId: string }> {
  const responder = requireHatch(context.devices, 'responder');
  const there = lease.order.tries > 1 ? await responder.fileIndicator(sha256, signal) : null;
  const found = there !== null && there.action === action && there.title === title;
  const wanted = { sha256, action, title, description: session.reason, expiresAt: null };
  const { value, azure } = found
    ? { value: there, azure: [] }
    : await responder.addFileIndicator(wanted, signal);
  const detail = { sha256, action, title, exhibitNumber, indicatorId: value.id, azure, found };
  return await context.register.record(actor, ['device.indicator-added'], async (desk) => {
    await desk.endDefenderOrder(lease, null);
    return {
      events: [consoleEvent('device.indicator-added', session, detail)],
      result: { indicatorId: value.id },
    };
  });
}
