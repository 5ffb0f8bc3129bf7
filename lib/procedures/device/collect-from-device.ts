import { z } from 'zod';
import type { Procedure } from '../procedure.ts';
import { addedActionEvents } from './add-device-action.ts';
import { askOfDevice, deviceRequest, type Requested } from './ask-of-device.ts';

export const collectFromDeviceInput = z.strictObject({
  ...deviceRequest,
  act: z.strictObject({ kind: z.literal('collect-package') }),
});

/** Asks for an investigation package. Throws as `askOfDevice`, and `forbidden`. */
export const collectFromDevice: Procedure<z.infer<typeof collectFromDeviceInput>, Requested> = {
  name: 'collect-from-device',
  permission: 'device.collect',
  input: collectFromDeviceInput,
  records: addedActionEvents,
  run: askOfDevice,
};
