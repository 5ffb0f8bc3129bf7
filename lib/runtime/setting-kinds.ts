import { z } from 'zod';
import { isAddressRange } from '../custody/address-range.ts';

/** What the value of a setting may be. Each says in its message what is expected, never what was given. */

export const text = z.string().min(1, 'is empty');
export const uuid = z.uuid('must be an id such as 00000000-0000-0000-0000-000000000000');
export const webAddress = z
  .url('must be an address such as https://holdfast.example.org')
  .regex(/^https?:/i, 'must be an address that begins with https:');
/** Shown on pages and kept in the record with what is read there: it must hold no secret. */
export const containerAddress = webAddress
  .regex(
    /^[^?#@]+$/,
    'must be the address of a container without a signature, such as https://account.blob.core.windows.net/container',
  )
  .transform((given) => given.replace(/\/+$/, ''));
export const databaseAddress = z
  .string()
  .refine(
    (given) => /^postgres(ql)?:/.test(given) && URL.canParse(given),
    'must be an address such as postgresql://role:password@host:5432/holdfast, with reserved characters of the password percent-encoded',
  );
export const vaultAddress = (kind: 'keys' | 'secrets') =>
  webAddress.regex(
    new RegExp(`^https://[^/]+/${kind}/[A-Za-z0-9-]+/[A-Za-z0-9]+$`),
    `must be an address in a key vault with its version, such as https://soc.vault.azure.net/${kind}/ledger/0123456789abcdef0123456789abcdef`,
  );
export const wholeNumber = (from: number, to: number) => {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.coerce.number(message).int(message).min(from, message).max(to, message);
};

const groupId = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i;
export const resourceGroup = z
  .string()
  .regex(groupId, 'must be an id such as /subscriptions/…/resourceGroups/…');

const anyResourceId = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^\s,]+$/i;
export const resourceId = z
  .string()
  .regex(anyResourceId, 'must be an id such as /subscriptions/…/providers/…');

/** Comma-separated; every part must be such a one. */
const listOf = (isOne: (part: string) => boolean, message: string) =>
  z.string().transform((given, context) => {
    const parts = partsOf(given);
    if (parts.every(isOne)) return parts;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
export const resourceIds = listOf(
  (id) => anyResourceId.test(id),
  'must be ids such as /subscriptions/…/providers/… , comma-separated',
);
export const addressRanges = listOf(
  isAddressRange,
  'must be addresses or ranges such as 10.20.0.0/16 , comma-separated, none wider than /8',
);

export const resourceGroups = z.string().transform((given, context) => {
  const map: Record<string, string> = {};
  for (const pair of partsOf(given)) {
    const [region, id] = pair.split('=').map((part) => part.trim());
    if (region === undefined || id === undefined || !groupId.test(id)) {
      context.addIssue({
        code: 'custom',
        message: 'must be region=/subscriptions/…/resourceGroups/… , comma-separated',
      });
      return z.NEVER;
    }
    map[region.toLowerCase()] = id;
  }
  return map;
});

/** `name=value` pairs, comma-separated, as a map; a name that stands twice is refused. */
const named = (values: RegExp, message: string) =>
  z.string().transform((given, context) => {
    const map: Record<string, string> = {};
    for (const pair of partsOf(given)) {
      const [, name = '', value = ''] = /^([a-z0-9-]+)=(.*)$/.exec(pair) ?? [];
      if (!values.test(value) || Object.hasOwn(map, name)) {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      map[name] = value;
    }
    return map;
  });
export const authorities = named(
  /^https?:\/\/[^\s/]/i,
  'must be name=http://… , comma-separated, each name once, of small letters, digits and hyphens',
).refine(
  (map) => Object.values(map).every((url) => URL.canParse(url)),
  'must hold an address after each name, such as name=http://timestamp.example.org',
);
export const authorityPolicies = named(
  /^[0-2](\.\d+)+$/,
  'must be name=object identifier, such as name=1.3.6.1.4.1.4146.2.3 , comma-separated, each name once',
);

function partsOf(given: string): readonly string[] {
  return given
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
