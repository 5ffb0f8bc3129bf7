import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { Device } from '../../custody/device.ts';
import { collects, type DeviceAct } from '../../custody/device-action.ts';
import { deviceActPlan } from '../../custody/device-action-words.ts';
import { isInForce, isSameAuthority, legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import { maySeeIncident } from '../../custody/visibility.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';
import type { DeviceActionRecord } from '../../ports/device-desk.ts';
import { answerInTime } from '../answer-in-time.ts';
import { openVisibleIncident } from '../incident/visible-incident.ts';
import type { ProcedureContext } from '../procedure.ts';
import { addDeviceAction, addedActionEvents } from './add-device-action.ts';
import { requireHatch } from './device-hatches.ts';
import { takenBefore } from './taken-before.ts';

const defenderLimitMs = 20_000;

/** What every request names besides its act. */
export const deviceRequest = {
  incidentId: z.uuid(),
  deviceId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32,40}$/),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
  requestKey: z.uuid(),
  confirmedPlan: z.string().min(1).max(4_000),
};

type Input = z.infer<z.ZodObject<typeof deviceRequest>> & { readonly act: DeviceAct };
export type Requested = {
  readonly id: string;
  readonly number: string;
  readonly waits: boolean; // for a second person
};

/**
 * Asks Defender for one act on one device of an incident; the worker sends it. A repeated request answers the first one's
 * action. By the rights in force it waits for a second person. Throws `forbidden` (no right on the device's group), `not-found` (incident or device), `invalid-input` (authority not in force),
 * `conflict` (incident closed, plan changed, the same act still open, key spent on another request), `not-feasible` (no
 * identity for it).
 */
export async function askOfDevice(
  context: ProcedureContext,
  actor: PersonActor,
  input: Input,
): Promise<Requested> {
  await openVisibleIncident(context.register.look, actor, input.incidentId);
  const earlier = await earlierAnswer(context, actor, input);
  if (earlier !== null) return earlier;
  requireInForce(context, input);
  requireHatch(context.devices, collects(input.act.kind) ? 'collector' : 'responder');
  const device = await deviceOfIncident(context, input);
  requireSamePlan(device, input);
  const act = await takenBefore(context, input, device);
  try {
    return await recordRequest(context, actor, { ...input, act }, device);
  } catch (error) {
    return await afterRace(context, actor, { ...input, act }, error);
  }
}

/** Whoever asked at the same moment was quicker, by an index of the database: told as if they had come before. */
async function afterRace(
  context: ProcedureContext,
  actor: PersonActor,
  input: Input,
  error: unknown,
): Promise<Requested> {
  if (!(error instanceof CustodyError && error.code === 'conflict')) throw error;
  const earlier = await earlierAnswer(context, actor, input);
  if (earlier !== null) return earlier;
  const { look } = context.register;
  const open = await look.openDeviceAction(input.deviceId, input.act.kind);
  throw open === null ? error : await underWay(look, actor, open);
}

/** The answer to the first click. A key that was spent on another request must not pass for this one's answer. */
async function earlierAnswer(
  context: ProcedureContext,
  actor: PersonActor,
  input: Input,
): Promise<Requested | null> {
  const earlier = await context.register.look.deviceActionByKey(input.requestKey);
  if (earlier === null) return null;
  if (isSameRequest(earlier, actor, input))
    return { id: earlier.id, number: earlier.number, waits: earlier.state === 'proposed' };
  throw new CustodyError(
    'conflict',
    'This form was sent before, for something else. Nothing was begun now: look at what is chosen and confirm again.',
  );
}

function isSameRequest(earlier: DeviceActionRecord, actor: PersonActor, input: Input): boolean {
  return (
    earlier.incidentId === input.incidentId &&
    earlier.deviceId === input.deviceId &&
    earlier.requester.objectId === actor.objectId &&
    earlier.reason === input.reason &&
    isSameAuthority(earlier.authority, input.authority) &&
    earlier.plan === input.confirmedPlan
  );
}

/** Throws `invalid-input` for an authority that does not hold today. */
export function requireInForce(context: ProcedureContext, { authority }: Pick<Input, 'authority'>): void {
  const today = context.clock.now().toISOString().slice(0, 10);
  if (isInForce(authority, today)) return;
  throw new CustodyError(
    'invalid-input',
    `The legal authority ${authority.number} is not in force today (${today} UTC).`,
  );
}

/** What Defender says of the device now: that is what the record will say the act was done on. */
export async function deviceOfIncident(
  context: ProcedureContext,
  { incidentId, deviceId }: Pick<Input, 'incidentId' | 'deviceId'>,
): Promise<Device> {
  if (!(await context.register.look.hasDevice(incidentId, deviceId)))
    throw new CustodyError('not-found', 'This device does not belong to the incident.');
  const reader = requireHatch(context.devices, 'reader');
  const device = await answerInTime(
    defenderLimitMs,
    'Defender did not answer in time. Try again in a moment.',
    (signal) => reader.device(deviceId, signal),
  );
  if (device !== null) return device;
  throw new CustodyError('not-found', 'Defender does not know this device any more.');
}

function requireSamePlan(device: Device, input: Input): void {
  if (input.confirmedPlan === deviceActPlan(input.act, device.name)) return;
  throw new CustodyError(
    'conflict',
    'What would be done has changed since you read it. The new plan is shown now: read it and confirm again.',
  );
}

function recordRequest(
  context: ProcedureContext,
  actor: PersonActor,
  input: Input,
  device: Device,
): Promise<Requested> {
  const { incidentId, reason, authority, requestKey, confirmedPlan: plan } = input;
  const { act } = input;
  const readAt = context.clock.now().toISOString();
  return context.register.record(actor, addedActionEvents, async (desk) => {
    await openVisibleIncident(desk, actor, incidentId);
    const open = await desk.openDeviceAction(device.deviceId, act.kind);
    if (open !== null) throw await underWay(desk, actor, open);
    const wanted = { incidentId, device, readAt, act, reason, authority, plan, requester: actor, requestKey };
    const { id, number, waits, events } = await addDeviceAction(desk, wanted);
    return { events, result: { id, number, waits } };
  });
}

/** Of an action of an incident that the person may not see it is only told that there is one. */
async function underWay(
  look: RegisterLook,
  actor: PersonActor,
  { incidentId, number, device }: DeviceActionRecord,
): Promise<CustodyError> {
  const incident = await look.incident(incidentId);
  const seen = incident !== null && maySeeIncident(actor, incident);
  const rest = seen
    ? ` as ${number}. Wait for it, or cancel it first.`
    : ' for another incident. Wait for it.';
  return new CustodyError('conflict', `The same is under way on ${device.name}${rest}`);
}
