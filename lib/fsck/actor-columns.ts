import type { Actor } from '../custody/actor.ts';
import { eventColumns } from '../custody/event-columns.ts';
import { standsAt } from '../ledger/plain-entry.ts';

/** The columns that follow from who acted, as the database's text has them. */
interface ActorColumns {
  readonly objectId: Uint8Array | null;
  readonly label: Uint8Array;
}

const mostKept = 1000; // one for each session, and some for workers and parts
const kept = new Map<string, ActorColumns | null>();

let last: { readonly written: Uint8Array; readonly columns: ActorColumns | null } | null = null;

/** What follows from the actor whose JSON stands at [from, to); null if it is none. */
export function actorColumns(bytes: Buffer, from: number, to: number): ActorColumns | null {
  // Most often it is the one of the event before.
  if (last === null || last.written.length !== to - from || !standsAt(bytes, from, last.written))
    last = { written: Uint8Array.from(bytes.subarray(from, to)), columns: keptColumns(bytes, from, to) };
  return last.columns;
}

function keptColumns(bytes: Buffer, from: number, to: number): ActorColumns | null {
  const written = bytes.toString('latin1', from, to); // one letter a byte, whatever it spells
  const known = kept.get(written);
  if (known !== undefined) return known;
  if (kept.size === mostKept) kept.clear();
  const made = columnsOf(JSON.parse(bytes.toString('utf8', from, to)));
  kept.set(written, made);
  return made;
}

function columnsOf(actor: Actor): ActorColumns | null {
  try {
    const { actorObjectId, actorLabel } = eventColumns(actor, noSubject);
    if (!isText(actorLabel) || (actorObjectId !== null && !isText(actorObjectId))) return null;
    const objectId = actorObjectId === null ? null : Buffer.from(actorObjectId);
    return { objectId, label: Buffer.from(actorLabel) };
  } catch (error) {
    if (error instanceof TypeError) return null; // JSON of another shape
    throw error;
  }
}

const noSubject = { stream: { kind: 'system', id: 'system' }, subjects: [] } as const;

/** What the database can hold: whoever writes a body can write anything. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed();
}
