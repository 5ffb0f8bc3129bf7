import { text, webAddress } from './setting-kinds.ts';

/** Defender and the identities that ask it. Without one, the product says that what it is for is not set up. */
export const deviceSettings = {
  HOLDFAST_DEFENDER_ENDPOINT: webAddress.default('https://api.security.microsoft.com'),
  HOLDFAST_DEVICE_READER_CLIENT_ID: text.optional(), // devices, actions, results, hunting
  HOLDFAST_DEVICE_COLLECTOR_CLIENT_ID: text.optional(), // packages and live response
  HOLDFAST_DEVICE_RESPONDER_CLIENT_ID: text.optional(), // what changes a device
  HOLDFAST_LIBRARIAN_CLIENT_ID: text.optional(), // the library of live response
} as const;
