import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import type { ChannelTrouble } from '../../ports/alarm-deliveries.ts';
import type { CustodyRegister } from '../../ports/custody-register.ts';
import { recordedOnce } from '../recorded-once.ts';
import { tellWatch } from '../tell-watch.ts';

const actor: SystemActor = { kind: 'system', component: 'alarms' };
const patienceMs = 10 * 60_000;

/**
 * Records that a channel of alarms has failed for ten minutes, and raises an alarm over the others; records its mending,
 * or that the settings have it no more, and ends that alarm. Once per trouble, whoever else runs this. Out: how many.
 */
export async function reportChannels(
  register: CustodyRegister,
  now: Date,
): Promise<{ readonly failed: number; readonly mended: number }> {
  const done = { failed: 0, mended: 0 };
  for (const trouble of await register.channelTroubles()) {
    if (lasts(trouble, now) && (await recordedOnce(() => recordFailed(register, trouble)))) done.failed += 1;
    if (isOver(trouble) && (await recordedOnce(() => recordMended(register, trouble)))) done.mended += 1;
  }
  return done;
}

function lasts({ failingSince, toldAt }: ChannelTrouble, now: Date): boolean {
  return failingSince !== null && toldAt === null && now.getTime() - failingSince.getTime() >= patienceMs;
}

function isOver({ failingSince, toldAt }: ChannelTrouble): boolean {
  return failingSince === null && toldAt !== null;
}

async function recordFailed(register: CustodyRegister, trouble: ChannelTrouble): Promise<void> {
  const { name, place, failingSince } = trouble;
  const problem = trouble.problem ?? 'It gives no reason.';
  await register.record(actor, ['alarm.channel-failed'], async (desk) => {
    await desk.setChannelTold(name, true);
    const title = `Alarms do not leave by ${name} (${place}): ${problem}`;
    const href = '/alarms?show=channels';
    await tellWatch(desk, { key: keyOf(trouble), level: 'error', title, href, notBy: name }, null);
    const detail = { channel: name, place, since: failingSince?.toISOString() ?? null, problem };
    return { result: undefined, events: [{ type: 'alarm.channel-failed', ...about(), detail }] };
  });
}

async function recordMended(register: CustodyRegister, trouble: ChannelTrouble): Promise<void> {
  const { name, place, toldAt, problem } = trouble;
  await register.record(actor, ['alarm.channel-mended'], async (desk) => {
    await desk.setChannelTold(name, false);
    await desk.withdrawNotification(keyOf(trouble));
    const why = problem === null ? {} : { problem };
    const detail = { channel: name, place, toldAt: toldAt?.toISOString() ?? null, ...why };
    return { result: undefined, events: [{ type: 'alarm.channel-mended', ...about(), detail }] };
  });
}

/** A stream of its own: a database that was set back would give numbers that the anchors know already. */
function about() {
  const stream = { kind: 'alarm', id: randomUUID() } as const;
  return { stream, subjects: [], reason: null, authority: null } as const;
}

function keyOf({ name }: ChannelTrouble): string {
  return `channel:${name}`;
}
