import { z } from 'zod';

const subscriptionId = z.uuid();
const resourceGroups = z.string().transform((text, context) => {
  const map: Record<string, string> = {};
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [region, id] = pair.split('=').map((part) => part.trim());
    if (
      region === undefined ||
      id === undefined ||
      !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)
    ) {
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

const settings = z.object({
  HOLDFAST_MODE: z.enum(['embedded', 'production']),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOLDFAST_HOME: z.string().min(1).default('.holdfast'),
  HOLDFAST_PUBLIC_URL: z.url(),
  DATABASE_URL: z.string().startsWith('postgres'),
  HOLDFAST_SEQUENCER_DATABASE_URL: z.string().startsWith('postgres'),
  HOLDFAST_TENANT_ID: z.uuid(),
  HOLDFAST_OIDC_ISSUER: z.url(),
  HOLDFAST_OIDC_CLIENT_ID: z.string().min(1),
  HOLDFAST_OIDC_CLIENT_SECRET: z.string().min(1),
  HOLDFAST_SHELL_CLIENT_ID: z.string().min(1).default('holdfast-shell'),
  HOLDFAST_ARM_ENDPOINT: z.url().default('https://management.azure.com'),
  HOLDFAST_GRAPH_ENDPOINT: z.url().default('https://graph.microsoft.com'),
  HOLDFAST_LOCKER_SUBSCRIPTION_ID: subscriptionId,
  HOLDFAST_LOCKER_RESOURCE_GROUP: z.string().min(1),
  HOLDFAST_LOCKER_ACCOUNT: z.string().regex(/^[a-z0-9]{3,24}$/, 'must be a storage account name'),
  HOLDFAST_LOCKER_BLOB_ENDPOINT: z.url(),
  HOLDFAST_SNAPSHOT_RESOURCE_GROUPS: resourceGroups,
  HOLDFAST_READER_CLIENT_ID: z.string().min(1),
  HOLDFAST_ACQUIRER_CLIENT_ID: z.string().min(1),
  HOLDFAST_LOCKER_CLIENT_ID: z.string().min(1),
  HOLDFAST_CUSTODIAN_CLIENT_ID: z.string().min(1),
  HOLDFAST_RETENTION_DAYS: z.coerce.number().int().min(1).max(146_000).default(2555),
  HOLDFAST_FIRST_LOCK_CONFIRMATION: z.enum(['ask', 'given']).default('ask'),
  HOLDFAST_LEDGER_ORIGIN: z.string().regex(/^[^\s+]+$/, 'must have no space and no +'),
  HOLDFAST_LEDGER_KEY_FILE: z.string().min(1),
  HOLDFAST_WORKER_ADDRESS: z.string().default('127.0.0.1'),
  HOLDFAST_TAKEOVER_SECONDS: z.coerce.number().int().min(15).max(600).default(60),
  HOLDFAST_COMMIT: z.string().default('unknown'),
});

export type Settings = z.infer<typeof settings>;

/** True while `next dev` runs the portal. */
export const inDevelopment = process.env.NODE_ENV === 'development';

let cached: Settings | undefined;

/** The validated settings of this process. Throws one error that names every wrong field at once. */
export function env(): Settings {
  cached ??= parseSettings(process.env);
  return cached;
}

/** Validates a set of environment variables; see `.env.example` for each. */
export function parseSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const result = settings.safeParse(source);
  const lines = [
    ...(result.error?.issues ?? []).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`),
    ...embeddedParts(source).map(
      (name) => `  ${name}: must be an https address of another machine in production`,
    ),
  ];
  if (result.success && lines.length === 0) return result.data;
  throw new Error(`These settings are wrong or missing:\n${lines.join('\n')}`);
}

const addresses = [
  'HOLDFAST_PUBLIC_URL',
  'HOLDFAST_OIDC_ISSUER',
  'HOLDFAST_ARM_ENDPOINT',
  'HOLDFAST_GRAPH_ENDPOINT',
  'HOLDFAST_LOCKER_BLOB_ENDPOINT',
] as const;

/** The addresses that only the embedded cloud can have: plain http, or this machine itself. Empty in embedded mode. */
function embeddedParts(source: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (source.HOLDFAST_MODE !== 'production') return [];
  return addresses.filter((name) => {
    const value = source[name];
    if (value === undefined || !URL.canParse(value)) return false; // named by the shape of the setting already
    const { protocol, hostname } = new URL(value);
    return protocol !== 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  });
}

const shell = z.object({
  HOLDFAST_HOME: z.string().min(1).default('.holdfast'),
  HOLDFAST_PUBLIC_URL: z.url().optional(),
  HOLDFAST_OIDC_ISSUER: z.url().optional(),
  HOLDFAST_OIDC_CLIENT_ID: z.string().min(1).optional(),
  HOLDFAST_SHELL_CLIENT_ID: z.string().min(1).default('holdfast-shell'),
});

/** What a shell command needs to find the portal: nothing at all beside a running `npm start`. */
export function shellSettings(): z.infer<typeof shell> {
  return shell.parse(process.env);
}
