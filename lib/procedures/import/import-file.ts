import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PersonActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { ImportSource } from '../../custody/evidence-source.ts';
import { isSameAuthority, legalAuthoritySchema } from '../../custody/legal-authority.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { AcquisitionRecord } from '../../ports/custody-register.ts';
import { acquisitionEvent } from '../acquisition/acquisition-event.ts';
import { requireInForce } from '../device/ask-of-device.ts';
import { openVisibleIncident, visibleIncident } from '../incident/visible-incident.ts';
import type { Procedure, ProcedureContext } from '../procedure.ts';

export const mostImportBytes = 300 * 1024 * 1024;

const words = (least: number, most: number) => z.string().trim().min(least).max(most);

export const importFileInput = z.strictObject({
  incidentId: z.uuid(),
  deviceId: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32,40}$/),
  fileName: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{C}/\\]+$/u, 'The name of the file has signs that a name cannot have.'),
  sizeBytes: z.coerce
    .number()
    .int()
    .min(1, 'The file is empty.')
    .max(mostImportBytes, 'A file has at most 300 MB.'),
  role: z.enum(['file', 'transcript']),
  ranAt: z.iso
    .datetime({ offset: true, error: 'Say when the session was run.' })
    .meta({ title: 'When the session was run (UTC)' }),
  ranBy: words(3, 200).meta({ title: 'Who ran it' }),
  whyByHand: words(10, 1_000).meta({ title: 'Why it is imported by hand' }),
  reason: reasonSchema,
  authority: legalAuthoritySchema,
  requestKey: z.uuid(),
});
type Input = z.infer<typeof importFileInput>;

export interface Begun {
  readonly id: string; // of the item
  readonly acquisitionId: string;
  readonly exhibitNumber: string;
}

/**
 * Registers one file of a session that was run elsewhere; its bytes follow (`receive-import`). Who imports it has custody.
 * A repeated request answers the first one's item. Throws `not-found` (incident, device), `invalid-input` (authority, a
 * session in the future), `conflict` (incident closed, key spent on another file).
 */
export const importFile: Procedure<Input, Begun> = {
  name: 'import-file',
  permission: 'device.import-session',
  input: importFileInput,
  records: ['acquisition.requested'],
  async run(context, actor, input) {
    const { incidentId, reason, authority, requestKey } = input;
    const earlier = await earlierAnswer(context, actor, input);
    if (earlier !== null) return earlier;
    requireInForce(context, input);
    if (Date.parse(input.ranAt) > context.clock.now().getTime())
      throw new CustodyError('invalid-input', 'The session cannot have been run in the future.', {
        detail: { ranAt: 'This lies in the future.' },
      });
    return await context.register.record(actor, ['acquisition.requested'], async (desk) => {
      await openVisibleIncident(desk, actor, incidentId);
      const deviceName = await desk.deviceName(incidentId, input.deviceId);
      if (deviceName === null)
        throw new CustodyError('not-found', 'This device does not belong to the incident.');
      if ((await desk.acquisitionsByRequestKey(requestKey)).length > 0)
        throw new CustodyError('conflict', 'This file is being registered already. Send it again.');
      const source = sourceOf(input, deviceName);
      const plan = `Takes ${input.fileName} (${input.sizeBytes} bytes) from the person, stores, reads back and seals it as imported by hand.`;
      const request = { incidentId, source, requester: actor, reason, authority, plan } as const;
      const way = { readMode: 'full', rehearsal: false } as const;
      const made = await desk.createAcquisition({ ...request, ...way, requestKey });
      const { acquisitionId, evidenceId, exhibitNumber } = made;
      await desk.beginCopyAttempt(acquisitionId);
      const about = { id: acquisitionId, incidentId, evidenceId, reason, authority, rehearsal: false };
      const event = acquisitionEvent('acquisition.requested', about, {
        ...{ acquisitionId, exhibitNumber, incidentId, source, reason, authority, plan },
        ...{ ...way, consistencyNote: null },
      });
      return { events: [event], result: { id: evidenceId, acquisitionId, exhibitNumber } };
    });
  },
};

/**
 * The answer to the first request, which nobody may have heard. A key that was spent on another file, or of which something
 * else was said, must not pass for it.
 */
async function earlierAnswer(
  { register }: ProcedureContext,
  actor: PersonActor,
  input: Input,
): Promise<Begun | null> {
  const [keyed] = await register.look.acquisitionsByRequestKey(input.requestKey);
  const earlier = keyed === undefined ? null : await register.look.acquisition(keyed.id);
  if (earlier === null) return null;
  const { id, evidenceId, exhibitNumber } = earlier;
  if (!isSameRequest(earlier, actor, input))
    throw new CustodyError(
      'conflict',
      'This file was sent before, or another one in its place, and something else was said of it. Leave it out, and choose it again.',
    );
  await visibleIncident(register.look, actor, input.incidentId);
  return { id: evidenceId, acquisitionId: id, exhibitNumber };
}

function isSameRequest(earlier: AcquisitionRecord, actor: PersonActor, input: Input): boolean {
  const { source, requester, incidentId, reason, authority } = earlier;
  if (!('imported' in source)) return false;
  const { imported } = source;
  return (
    (['fileName', 'role', 'deviceId', 'ranAt', 'ranBy', 'whyByHand'] as const).every(
      (said) => imported[said] === input[said],
    ) &&
    imported.sizeBytes === String(input.sizeBytes) &&
    requester.objectId === actor.objectId &&
    incidentId === input.incidentId &&
    reason === input.reason &&
    isSameAuthority(authority, input.authority)
  );
}

function sourceOf(input: Input, deviceName: string): ImportSource {
  const { fileName, role, deviceId, ranAt, ranBy, whyByHand, sizeBytes } = input;
  const said = { fileName, role, deviceId, deviceName, ranAt, ranBy, whyByHand };
  return { imported: { ...said, fileId: randomUUID(), sizeBytes: String(sizeBytes) } };
}
