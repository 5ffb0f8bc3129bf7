import { PDF } from '@libpdf/core';
import { z } from 'zod';
import type { BundleFiles } from '../bundle/bundle-files.ts';
import { eventFiles } from '../bundle/event-files.ts';
import type { ReportName } from '../bundle/report-name.ts';
import { actorLabel } from '../custody/actor.ts';
import { recordedEventOf } from '../custody/recorded-event.ts';
import { isTimeZone } from '../custody/time-zone.ts';
import { leafHash } from '../hashing/merkle-hash.ts';
import { sameBytes } from '../ledger/bytes.ts';
import { canonicalJson } from '../ledger/canonical-json.ts';
import { commitBody, decodeEntry } from '../ledger/ledger-entry.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { decodeBase64, decodeHash } from '../ledger/strict-base64.ts';
import { eventsName, frameName, noteName, stampedName } from './report-attachments.ts';
import { reportLedger } from './report-ledger.ts';
import type { ReportEvent, ReportMaterial } from './report-material.ts';

/** A custody report, read back from its own file and from nothing else. */
export interface ReportFile {
  /** Its events and what vouches for them, as files of a bundle. */
  readonly files: BundleFiles;
  /** What it must have been drawn from, if everything printed follows from what is attached. */
  readonly material: ReportMaterial;
}

const text = z.string();
const frame = z.strictObject({
  subject: z.strictObject({ kind: z.enum(['evidence', 'incident']), id: text, number: text }),
  incident: z.strictObject({ number: text, title: text, restricted: z.boolean() }),
  missing: z.array(z.strictObject({ stream: text, n: z.array(text) })),
  reportId: text.nullable(),
  timeZone: text.refine(isTimeZone),
  asOf: z.iso.datetime(),
  stated: z.array(z.strictObject({ name: text, statedAt: z.iso.datetime().nullable() })),
  anchors: z.array(z.strictObject({ kind: text, name: text, place: text })),
});
const named = {
  id: text,
  stream: text,
  n: text,
  type: text,
  index: z.string().regex(/^\d{1,20}$/),
  leaf: text,
};
const removal = z.strictObject({ kind: z.enum(['withheld', 'erased']), decision: text, at: text });
const place = { entry: text, path: z.array(text) };
const line = z.union([
  z.strictObject({ ...named, ...place, salt: text, record: z.record(z.string(), z.json()) }),
  z.strictObject({ ...named, ...place, removal: removal.nullable(), actor: text }),
  z.strictObject({ ...named, holds: z.literal(false), occurredAt: text, actor: text }),
]);
type Line = z.infer<typeof line>;

/**
 * Reads the attachments of a report. In: the whole PDF. Throws LedgerError for a file that is no report, or one whose
 * attachments are not in the form that this version writes.
 */
export async function readReportFile(bytes: Uint8Array): Promise<ReportFile> {
  const attached = await attachmentsOf(bytes);
  const { stated, anchors, ...rest } = shaped(
    frame,
    jsonOf(attached, frameName),
    `The attachment ${frameName}`,
  );
  const events = linesOf(attached).map(eventOf);
  const note = textOf(attached, noteName);
  const stamped = need(attached, stampedName);
  const stamps = [...attached].flatMap(([name, response]) =>
    name.endsWith('.tsr') ? [{ authority: name.slice(0, -'.tsr'.length), response }] : [],
  );
  const ledger = reportLedger({
    ...{ note, stamped, stamps, anchors },
    stated: new Map(stated.map(({ name, statedAt }) => [name, statedAt])),
  });
  return {
    files: {
      ...filesOf(events, note, [['checkpoint', stamped], ...stamps.map(stampFile)]),
      report: nameOf(rest),
    },
    material: { ...rest, events, ledger, coverage: null },
  };
}

async function attachmentsOf(bytes: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const pdf = await loaded(bytes);
  const found = new Map<string, Uint8Array>();
  for (const name of (await pdf.attachments.list()).keys()) {
    const content = await pdf.attachments.get(name);
    if (content !== null) found.set(name, content);
  }
  return found;
}

async function loaded(bytes: Uint8Array): Promise<PDF> {
  try {
    return await PDF.load(bytes);
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    throw new LedgerError('This file is no PDF that can be read.', { cause });
  }
}

function need(attached: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const found = attached.get(name);
  if (found !== undefined) return found;
  throw new LedgerError(`This PDF has no attachment ${name}: it is no custody report of this form.`);
}

function textOf(attached: ReadonlyMap<string, Uint8Array>, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(need(attached, name));
  } catch (cause) {
    if (cause instanceof LedgerError) throw cause;
    throw new LedgerError(`The attachment ${name} is no text in UTF-8.`, { cause });
  }
}

function jsonOf(attached: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  return parsed(textOf(attached, name), `The attachment ${name}`);
}

function parsed(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new LedgerError(`${what} is no JSON.`, { cause });
  }
}

/** In the form that this version writes, and no other: what stands in no field would be printed nowhere. */
function shaped<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  throw new LedgerError(`${what} is not in the form of a custody report of this version.`, {
    cause: found.error,
  });
}

function linesOf(attached: ReadonlyMap<string, Uint8Array>): readonly Line[] {
  const lines = textOf(attached, eventsName).split('\n');
  if (lines.pop() !== '') throw new LedgerError(`The attachment ${eventsName} does not end with a line end.`);
  return lines.map((one, i) => {
    const what = `Line ${i + 1} of ${eventsName}`;
    return shaped(line, parsed(one, what), what);
  });
}

/** Everything that the entry or the record says is taken from there, whatever else the line says of it. */
function eventOf(one: Line): ReportEvent {
  const { index } = one;
  if ('holds' in one) {
    const { id, stream, n, type, leaf, occurredAt, actor } = one;
    const said = { id, stream, n, type, index, leaf, occurredAt, actorLabel: actor };
    return { ...said, holds: false, event: null, removal: null, place: null, disclosed: null };
  }
  const entry = decodeBase64(one.entry, 'An entry');
  const { id, s: stream, n, k: type, t, c } = decodeEntry(entry);
  const hashes = one.path.map((hash) => decodeHash(hash, 'A hash on the path to the root'));
  const proven = {
    ...{ id, stream, n: n.toString(), type, index, leaf: Buffer.from(leafHash(entry)).toString('hex') },
    ...{ holds: true, place: { entry, hashes } },
  };
  if (!('record' in one)) {
    const occurredAt = new Date(t).toISOString();
    const { removal, actor } = one;
    return { ...proven, removal, occurredAt, actorLabel: actor, event: null, disclosed: null };
  }
  const body = canonicalJson(one.record);
  const disclosed = { body, salt: decodeHash(one.salt, 'A salt') };
  // What the entry does not commit to may be anything: it is found as changed, and not read.
  const isCommitted = sameBytes(commitBody(disclosed.salt, body), c);
  const event = isCommitted ? recordedEventOf(body) : null;
  if (event === null) {
    const occurredAt = new Date(t).toISOString();
    return { ...proven, removal: null, occurredAt, actorLabel: 'not read', event, disclosed };
  }
  const { occurredAt, actor } = event;
  return { ...proven, removal: null, occurredAt, actorLabel: actorLabel(actor), event, disclosed };
}

/** Made when they are read: each proof repeats the note, and how long that is, whoever made the report decided. */
function filesOf(
  events: readonly ReportEvent[],
  note: string,
  vouchers: readonly (readonly [string, Uint8Array])[],
): BundleFiles {
  const stamps = new Map(vouchers.map(([name, bytes]) => [`timestamps/${name}`, bytes]));
  const byPath = new Map<string, ReportEvent>();
  for (const event of events) for (const path of filesOfEvent(event, '').keys()) byPath.set(path, event);
  return {
    paths: new Set([...byPath.keys(), ...stamps.keys()]),
    read: async (path) => {
      const event = byPath.get(path);
      return need(event === undefined ? stamps : filesOfEvent(event, note), path);
    },
  };
}

function filesOfEvent(
  { index, place, disclosed }: ReportEvent,
  note: string,
): ReadonlyMap<string, Uint8Array> {
  return place === null ? new Map() : eventFiles({ ...place, index: BigInt(index), note, disclosed });
}

function nameOf({ reportId, subject }: Pick<ReportMaterial, 'reportId' | 'subject'>): ReportName {
  return { reportId, of: subject.kind === 'incident' ? 'incident' : 'item', subject };
}

function stampFile({ authority, response }: { authority: string; response: Uint8Array }) {
  return [`${authority}.tsr`, response] as const;
}
