import { z } from 'zod';

/** The shapes in which our library scripts answer. They are ours: Microsoft publishes none for its console. */
export const outputFormat = 'custody.lr/1';

const text = z.string().nullable();
const time = z.iso.datetime().nullable();
const amount = z.int().nonnegative().nullable();
const digest = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`))
    .nullable();
const sha256 = digest(64);

const startingThing = z.looseObject({
  kind: z.string(),
  location: z.string(),
  name: text,
  target: text,
  user: text,
  sha256,
  signed: z.boolean().nullable(),
});

const fileEntry = z.looseObject({
  path: z.string(),
  type: z.enum(['file', 'directory', 'link', 'other']),
  size: amount,
  createdUtc: time,
  modifiedUtc: time,
  accessedUtc: time,
  attrs: text,
  owner: text,
});

const service = z.looseObject({
  name: z.string(),
  display: text,
  state: text,
  startMode: text,
  account: text,
  path: text,
  pid: amount,
  sha256,
});

const changed = z.looseObject({ kind: z.string(), name: z.string(), before: text, after: text });
const collection = z.looseObject({
  state: z.enum(['running', 'ended', 'failed']),
  path: z.string(),
  size: amount,
  sha256,
  exitCode: z.int().nullable(),
});

/** Items of each script's answer, by the script's command. What is beyond the shape is kept. */
export const itemSchemas = {
  connections: z.looseObject({
    proto: z.string(),
    localAddr: text,
    localPort: amount,
    remoteAddr: text,
    remotePort: amount,
    state: text,
    pid: amount,
  }),
  dir: fileEntry,
  drivers: service,
  fileinfo: z.looseObject({
    ...fileEntry.shape,
    md5: digest(32),
    sha1: digest(40),
    sha256,
    signer: text,
    signatureStatus: text,
    zoneId: text,
  }),
  findfile: fileEntry,
  persistence: startingThing,
  processes: z.looseObject({
    pid: z.int().nonnegative(),
    ppid: amount,
    name: text,
    path: text,
    cmdline: text,
    user: text,
    createdUtc: time,
    sha256,
  }),
  registry: z.looseObject({ key: z.string(), valueName: text, type: text, data: text, lastWriteUtc: time }),
  scheduledtasks: z.looseObject({
    path: z.string(),
    name: z.string(),
    state: text,
    author: text,
    actions: z.array(z.string()),
    triggers: z.array(z.string()),
    lastRunUtc: time,
    nextRunUtc: time,
    lastResult: z.int().nullable(),
    runAs: text,
  }),
  services: service,
  startupfolders: startingThing,
  'prepare-file': z.looseObject({
    path: z.string(),
    source: z.string(),
    size: amount,
    sha256,
    sourceSha256: sha256,
  }),
  'stop-process': z.looseObject({ pid: z.int(), name: z.string(), signal: z.string(), stopped: z.boolean() }),
  quarantine: z.looseObject({
    path: z.string(),
    quarantined: z.string(),
    sha256,
    moved: z.boolean(),
  }),
  restore: z.looseObject({ path: z.string(), sha256, restored: z.boolean() }),
  'remove-persistence': changed,
  'collect-uac': collection,
  'collect-dfir': collection,
} as const;

export type ScriptCommand = keyof typeof itemSchemas;

const envelope = z.looseObject({
  fmt: z.literal(outputFormat),
  cmd: z.string(),
  acq: z.string(),
  host: z.string(),
  os: z.enum(['windows', 'linux', 'macos']),
  user: z.string(),
  deviceUtc: z.iso.datetime(),
  cwd: z.string(),
  args: z.record(z.string(), z.unknown()),
  items: z.array(z.unknown()),
  count: z.int().nonnegative(),
  truncated: z.boolean(),
  itemsSha256: z.string().regex(/^[0-9a-f]{64}$/),
  errors: z.array(z.looseObject({ path: z.string().nullable(), msg: z.string() })),
  output: z
    .looseObject({
      path: z.string(),
      size: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .optional(), // the answer was too long to print and lies in that file on the device
});

export type ScriptItem = Readonly<Record<string, unknown>>;

/** A script's answer. Everything in it is reported by the device. */
export interface CheckedOutput {
  readonly cmd: string;
  readonly acq: string;
  readonly host: string;
  readonly os: 'windows' | 'linux' | 'macos';
  readonly user: string;
  readonly deviceUtc: string;
  readonly cwd: string;
  readonly items: readonly ScriptItem[];
  readonly count: number;
  readonly truncated: boolean;
  readonly itemsSha256: string;
  readonly errors: readonly { readonly path: string | null; readonly msg: string }[];
  /** Where the answer lies on the device when it was too long to print. */
  readonly output?: { readonly path: string; readonly size: number; readonly sha256: string } | undefined;
}

/** An answer of a known shape; otherwise why it is none, and a person reads the text as it came. */
export type ReadOutput =
  | { readonly kind: 'answer'; readonly output: CheckedOutput }
  | { readonly kind: 'text'; readonly why: string };

/**
 * Reads what a script printed as Defender gives it: behind a banner, with NULs, a byte order mark or raw line breaks
 * inside of strings. The bytes stay what they are; this is only their reading.
 */
export function readScriptOutput(text: string, expected: ScriptCommand, acq: string): ReadOutput {
  const cleaned = text.replaceAll('\u0000', '').replaceAll('\ufeff', '');
  const start = cleaned.indexOf('{"fmt"');
  if (start < 0) return { kind: 'text', why: 'It holds no answer in our format.' };
  const parsed = parseLeniently(cleaned.slice(start, cleaned.lastIndexOf('}') + 1));
  const outer = envelope.safeParse(parsed);
  if (!outer.success) return { kind: 'text', why: 'What it holds is not in our format.' };
  const { cmd, acq: run, items } = outer.data;
  if (cmd !== expected) return { kind: 'text', why: 'It answers another command.' };
  if (run !== acq) return { kind: 'text', why: 'It answers another run.' };
  const checked = z.array(itemSchemas[expected]).safeParse(items);
  if (!checked.success) return { kind: 'text', why: `Its items are not those of ${expected}.` };
  return { kind: 'answer', output: { ...outer.data, items: checked.data } };
}

/** The bytes over which `itemsSha256` was made: the items as pure ASCII JSON without white space. */
export function itemsText(items: readonly unknown[]): string {
  return JSON.stringify(items).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Raw control characters inside of a string are no JSON; a transcript may break long lines all the same. */
function parseLeniently(text: string): unknown {
  for (const attempt of [text, text.replace(/\r?\n/g, ''), text.replace(/\p{Cc}/gu, ' ')]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // the next, more lenient reading
    }
  }
  return null;
}
