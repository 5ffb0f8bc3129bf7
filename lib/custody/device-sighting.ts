import type { Device } from './device.ts';

/** What Defender says of a device (null: it knows none), and when it said so; or why that is not known. */
export type DeviceSighting =
  | { readonly device: Device | null; readonly readAt: string }
  | { readonly problem: string };
