import type { Actor } from './actor.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { type EventPlace, isAbout, placeOf, type RowDifference, type Said } from './row-difference.ts';

/** An incident's row. Times are RFC 3339. */
export interface StoredIncident {
  readonly id: string;
  readonly number: string;
  readonly source: string;
  readonly externalId: string | null;
  readonly title: string;
  readonly severity: string;
  readonly status: string;
  readonly sourceStatus: string | null;
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly restricted: boolean;
  readonly container: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

export interface StoredNote {
  readonly id: string;
  readonly authorObjectId: string;
  readonly authorName: string;
  readonly text: string;
  readonly createdAt: string;
}

type Opening = Extract<RecordedEvent, { type: 'incident.imported' | 'incident.opened' }>;
type Column = keyof StoredIncident;

/** How a change of an incident at its source calls the columns that it changes. */
const changedColumns: Readonly<Record<string, Column>> = {
  title: 'title',
  severity: 'severity',
  status: 'sourceStatus',
  classification: 'classification',
  'assigned to': 'assignedTo',
};

/**
 * What the events of one incident say of its rows. Takes the events one by one, oldest first; then the rows, in any
 * order; `rest` says what is missing. Of notes it keeps ids and digests, never their text.
 */
export class IncidentRowCheck {
  readonly #id: string;
  readonly #digest: (text: string) => string;
  readonly #columns = new Map<Column, Said<string | null>>();
  #erasedNotes = 0;
  readonly #notes = new Map<string, Said<string> & { readonly at: string }>();
  readonly #members = new Map<string, EventPlace>();
  readonly #machines = new Map<string, EventPlace>(); // resource id, lower case
  readonly #namedMachines = new Set<string>(); // of later changes, which give names alone
  #opening: Opening | null = null;
  #endedAt: string | null = null;

  constructor(id: string, digest: (text: string) => string) {
    this.#id = id;
    this.#digest = digest;
  }

  take(event: RecordedEvent): void {
    const by = placeOf(event);
    switch (event.type) {
      case 'incident.imported':
      case 'incident.opened':
        this.#open(event, by);
        return;
      case 'incident.updated':
        for (const { field, after } of event.detail.changes) {
          const column = changedColumns[field];
          if (column !== undefined) this.#columns.set(column, { value: after, by });
          if (field === 'machine' && after !== null) this.#namedMachines.add(after);
        }
        return;
      case 'incident.closed':
      case 'incident.reopened':
        this.#columns.set('status', { value: event.type === 'incident.closed' ? 'closed' : 'open', by });
        this.#endedAt = event.type === 'incident.closed' ? event.occurredAt : null;
        return;
      case 'incident.machine-added':
        this.#machines.set(event.detail.resourceId.toLowerCase(), by);
        return;
      case 'incident.membership-granted':
        this.#members.set(event.detail.objectId, by);
        return;
      case 'incident.note-written': {
        const { noteId, text } = event.detail;
        const value = this.#digest(noteWords(authorOf(event.actor), text));
        this.#notes.set(noteId, { value, by, at: event.occurredAt });
        return;
      }
      default:
    }
  }

  /** The number that was given out, and by which event. In: the row, for imports that do not say their number. */
  given(row: StoredIncident | null): { readonly number: string; readonly by: EventPlace } | null {
    if (this.#opening === null) return null;
    const number = this.#columns.get('number')?.value ?? row?.number ?? null;
    return number === null ? null : { number, by: placeOf(this.#opening) };
  }

  /** In: the row, null if there is none. */
  incident(row: StoredIncident | null): readonly RowDifference[] {
    const [table, id] = ['incident', this.#id];
    if (this.#opening === null) return row === null ? [] : [{ kind: 'invented', table, id }];
    const opened = placeOf(this.#opening);
    if (row === null) return [{ kind: 'removed', table, id, by: opened }];
    const columns = Array.from(this.#columns, ([column, { value, by }]) => ({
      field: column,
      stored: row[column] === null ? null : String(row[column]),
      recorded: value,
      by,
    })).filter(({ stored, recorded }) => stored !== recorded);
    const status = this.#columns.get('status')?.by ?? opened;
    const times = isAbout(row.closedAt, this.#endedAt)
      ? []
      : [{ field: 'closedAt', stored: row.closedAt, recorded: this.#endedAt, by: status }];
    const opening =
      this.#opening.type === 'incident.imported' || isAbout(row.openedAt, this.#opening.occurredAt)
        ? []
        : [{ field: 'openedAt', stored: row.openedAt, recorded: this.#opening.occurredAt, by: opened }];
    // The container bears the number's name: evidence of one incident must not turn up under another.
    const container =
      row.container === row.number.toLowerCase()
        ? []
        : [{ field: 'container', stored: row.container, recorded: row.number.toLowerCase(), by: opened }];
    return [...columns, ...times, ...opening, ...container].map((one) => {
      return { kind: 'changed', table, id, ...one };
    });
  }

  /** The record of a note was erased by decision: one row without a text is as it must be. */
  noteErased(): void {
    this.#erasedNotes += 1;
  }

  note(row: StoredNote): readonly RowDifference[] {
    const said = this.#notes.get(row.id);
    const [table, id] = ['incident_note', row.id];
    if (said === undefined && row.text === '' && this.#erasedNotes > 0) {
      this.#erasedNotes -= 1;
      return [];
    }
    if (said === undefined) return [{ kind: 'invented', table, id }];
    this.#notes.delete(row.id);
    const author = { objectId: row.authorObjectId, name: row.authorName };
    const found: RowDifference[] = [];
    if (this.#digest(noteWords(author, row.text)) !== said.value) {
      const stored = `${row.authorName}: ${row.text.slice(0, 80)}`;
      const recorded = 'another author or text';
      found.push({ kind: 'changed', table, id, field: 'text', stored, recorded, by: said.by });
    }
    if (!isAbout(row.createdAt, said.at)) {
      const [stored, recorded] = [row.createdAt, said.at];
      found.push({ kind: 'changed', table, id, field: 'createdAt', stored, recorded, by: said.by });
    }
    return found;
  }

  member(objectId: string): readonly RowDifference[] {
    if (this.#members.delete(objectId)) return [];
    return [{ kind: 'invented', table: 'incident_member', id: `${this.#id}, ${objectId}` }];
  }

  /** Of an incident whose first import does not say which machines it had, an invented machine cannot be told. */
  machine({
    resourceId,
    name,
  }: {
    readonly resourceId: string;
    readonly name: string;
  }): readonly RowDifference[] {
    if (this.#machines.delete(resourceId) || this.#namedMachines.has(name)) return [];
    const isTold = this.#opening?.type !== 'incident.imported' || this.#opening.detail.said !== undefined;
    return isTold ? [{ kind: 'invented', table: 'incident_machine', id: `${this.#id}, ${resourceId}` }] : [];
  }

  /** What was recorded and has no row. */
  rest(): readonly RowDifference[] {
    const removed = (table: string) => (id: string, by: EventPlace) =>
      ({ kind: 'removed', table, id, by }) as const;
    const within = (id: string) => `${this.#id}, ${id}`;
    return [
      ...Array.from(this.#notes, ([id, { by }]) => removed('incident_note')(id, by)),
      ...Array.from(this.#members, ([id, by]) => removed('incident_member')(within(id), by)),
      ...Array.from(this.#machines, ([id, by]) => removed('incident_machine')(within(id), by)),
    ];
  }

  #open(event: Opening, by: EventPlace): void {
    if (this.#opening !== null) return;
    this.#opening = event;
    const say = (column: Column, value: string | null) => this.#columns.set(column, { value, by });
    const { title, severity } = event.detail;
    say('title', title);
    say('severity', severity);
    say('status', 'open');
    say('restricted', 'false');
    if (event.type === 'incident.opened') {
      say('source', 'manual');
      say('externalId', null);
      say('number', event.detail.number);
      return;
    }
    const { source, externalId, number, said } = event.detail;
    say('source', source);
    say('externalId', externalId);
    if (number !== undefined) say('number', number);
    if (said === undefined) return;
    say('sourceStatus', said.status);
    say('classification', said.classification);
    say('assignedTo', said.assignedTo);
    for (const resourceId of Object.keys(said.machines)) this.#machines.set(resourceId, by);
  }
}

interface Author {
  readonly objectId: string | null;
  readonly name: string;
}

function authorOf(actor: Actor): Author {
  return actor.kind === 'person'
    ? { objectId: actor.objectId, name: actor.displayName }
    : { objectId: null, name: actor.kind };
}

function noteWords({ objectId, name }: Author, text: string): string {
  return JSON.stringify([objectId, name, text]);
}
