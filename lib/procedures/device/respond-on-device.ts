import { z } from 'zod';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';
import { addedActionEvents } from './add-device-action.ts';
import { askOfDevice, deviceRequest, type Requested } from './ask-of-device.ts';

const respondingAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('isolate'), type: z.enum(['Full', 'Selective']) }),
  z.strictObject({ kind: z.literal('release') }),
  z.strictObject({ kind: z.literal('scan'), type: z.enum(['Quick', 'Full']) }),
  z.strictObject({
    kind: z.literal('stop-and-quarantine'),
    sha1: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{40}$/, 'Give a SHA-1: 40 hexadecimal digits.'),
    taken: z.union([
      z.strictObject({
        exhibitNumber: z
          .string()
          .trim()
          .toUpperCase()
          .regex(/^EV-\d{4}-\d{4,}$/),
      }),
      z.strictObject({ why: reasonSchema }),
    ]),
  }),
  z.strictObject({ kind: z.literal('restrict') }),
  z.strictObject({ kind: z.literal('unrestrict') }),
]);

export const respondOnDeviceInput = z.strictObject({ ...deviceRequest, act: respondingAct });

/** Asks for an act that changes the device. Throws as `askOfDevice`, and `forbidden`. */
export const respondOnDevice: Procedure<z.infer<typeof respondOnDeviceInput>, Requested> = {
  name: 'respond-on-device',
  permission: 'device.respond',
  input: respondOnDeviceInput,
  records: addedActionEvents,
  run: askOfDevice,
};
