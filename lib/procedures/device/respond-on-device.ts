import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
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
  records: ['device.action-requested'],
  run: askOfDevice,
};
