import { z } from 'zod';
import { isMailAddress } from '../custody/mail-address.ts';

const loopback = /^(localhost|127\.[\d.]+|\[::1\])$/;
const longestKey = 64;
const shortestKey = 24;

/** An address of one of these schemes; the second one, without encryption, for this machine alone. Never with a user. */
const address = (safe: string, plain: string, anywhere: boolean, message: string) =>
  z.string().refine((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, username, password } = new URL(text);
    if (username !== '' || password !== '' || hostname === '') return false;
    return protocol === safe || (protocol === plain && (anywhere || loopback.test(hostname)));
  }, message);

/** The settings of the channels of alarms. All are left out by default: then alarms stay in the product. */
export const alarmSettings = {
  HOLDFAST_ALARM_WEBHOOK_URL: address(
    'https:',
    'http:',
    false,
    'must be an address such as https://soar.example.org/holdfast; http only to this machine',
  ).optional(),
  HOLDFAST_ALARM_WEBHOOK_SECRET: z
    .string()
    .refine(
      (text) => text.split(',').every((one) => webhookKey(one.trim()) !== null),
      `must be whsec_ and the base64 of ${shortestKey} to ${longestKey} random bytes; two, comma-separated, while it changes`,
    )
    .optional(),
  HOLDFAST_ALARM_MAIL_SERVER: address(
    'smtps:',
    'smtp:',
    true, // STARTTLS is demanded there
    'must be an address such as smtps://mail.example.org:465 or smtp://mail.example.org:587, without an account',
  ).optional(),
  HOLDFAST_ALARM_MAIL_USER: z.string().min(1, 'is empty').optional(),
  HOLDFAST_ALARM_MAIL_PASSWORD: z.string().min(1, 'is empty').optional(),
  HOLDFAST_ALARM_MAIL_FROM: z
    .string()
    .refine(isMailAddress, 'must be one address, without a name')
    .optional(),
  HOLDFAST_ALARM_MAIL_TO: z
    .string()
    .refine(
      (text) => addressesOf(text).every(isMailAddress),
      'must be addresses without names, comma-separated',
    )
    .optional(),
  HOLDFAST_ALARM_SYSLOG_SERVER: address(
    'tls:',
    'tcp:',
    false,
    'must be an address such as tls://siem.example.org:6514; tcp only to this machine',
  ).optional(),
  HOLDFAST_ALARM_ROOTS_FILE: z.string().min(1, 'is empty').optional(), // PEM, instead of the machine's own roots
} as const;

const together = [
  ['HOLDFAST_ALARM_WEBHOOK_URL', 'HOLDFAST_ALARM_WEBHOOK_SECRET'],
  ['HOLDFAST_ALARM_MAIL_SERVER', 'HOLDFAST_ALARM_MAIL_FROM', 'HOLDFAST_ALARM_MAIL_TO'],
  ['HOLDFAST_ALARM_MAIL_USER', 'HOLDFAST_ALARM_MAIL_PASSWORD'],
] as const;

/** One line for each setting of a channel that is missing beside others of it. */
export function halfChannels(source: Readonly<Record<string, string | undefined>>): readonly string[] {
  return together.flatMap((names) => {
    const given = names.find((name) => source[name] !== undefined);
    if (given === undefined) return [];
    return names
      .filter((name) => source[name] === undefined)
      .map((name) => `  ${name}: is not set, and ${given} is`);
  });
}

export function addressesOf(text: string): readonly string[] {
  return text.split(',').map((one) => one.trim());
}

/** The bytes of a signing key in the form of Standard Webhooks, or null for what is none. */
export function webhookKey(text: string): Uint8Array | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (encoded === undefined) return null;
  const key = new Uint8Array(Buffer.from(encoded, 'base64'));
  return key.length >= shortestKey && key.length <= longestKey ? key : null;
}

/** Whether an address is this machine's own. */
export function isThisMachine(hostname: string): boolean {
  return loopback.test(hostname);
}
