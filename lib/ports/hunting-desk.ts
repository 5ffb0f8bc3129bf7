import type { PersonActor } from '../custody/actor.ts';

/** Queries in Microsoft's hunting tables, and those that are kept. */
export interface HuntingLook {
  huntingRun(id: string): Promise<HuntingRunRecord | null>;
  huntingRunByKey(requestKey: string): Promise<HuntingRunRecord | null>;
  /** The canonical record of the answer. Null: there is no such run, or its bytes are gone. */
  huntingBytes(id: string): Promise<Uint8Array | null>;
  /** As the incident names the device; null if it does not. */
  deviceName(incidentId: string, deviceId: string): Promise<string | null>;
  /** The newest version of a saved query; null if there is none. */
  huntingQuery(seriesId: string): Promise<HuntingQueryRecord | null>;
}

/** The desk's part, inside `record`. */
export interface HuntingDesk {
  /** Keeps the answer, and lets the bytes of answers go that are over a week old. Throws `conflict` for a used key. */
  addHuntingRun(run: NewHuntingRun): Promise<void>;
  /** One at a time seals an answer: the others wait here. */
  lockHuntingRun(id: string): Promise<void>;
  /** The next version of its series. Throws `conflict` if another was saved at the same moment. */
  addHuntingQuery(query: NewHuntingQuery): Promise<{ readonly version: number }>;
}

export interface HuntingRunRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly query: string;
  readonly timespan: string; // ISO 8601 duration before `askedAt`
  readonly askedAt: string;
  readonly person: PersonActor;
  readonly rowCount: number;
  readonly truncated: boolean;
  readonly sha256: string; // hex, of the bytes
}

export interface NewHuntingRun extends HuntingRunRecord {
  readonly bytes: Uint8Array;
  readonly requestKey: string;
}

export interface HuntingQueryRecord {
  readonly seriesId: string;
  readonly version: number;
  readonly incidentId: string | null; // null: offered in every incident
  readonly name: string;
}

export interface NewHuntingQuery {
  readonly seriesId: string;
  readonly incidentId: string | null;
  readonly name: string;
  readonly text: string;
  readonly timespan: string;
  readonly author: PersonActor;
}
