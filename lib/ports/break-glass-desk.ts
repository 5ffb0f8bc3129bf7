import type { PersonActor } from '../custody/actor.ts';
import type { BreakGlassVerdict } from '../custody/break-glass.ts';

/** Reads about reading in an emergency. */
export interface BreakGlassLook {
  breakGlass(id: string): Promise<BreakGlassRecord | null>;
  /** The one that nobody has reviewed yet: while there is one, there is no other. */
  unreviewedBreakGlass(): Promise<BreakGlassRecord | null>;
  /** The one that is over, by the database's clock, and whose end nobody recorded yet. */
  overdueBreakGlass(): Promise<BreakGlassRecord | null>;
  incidentByNumber(number: string): Promise<{ readonly id: string } | null>;
  /** What this person reads by now; null for nothing. */
  breakGlassOf(objectId: string): Promise<Pick<BreakGlassRecord, 'id' | 'number' | 'incidentId'> | null>;
}

/** The desk's part, inside `record`. */
export interface BreakGlassDesk {
  /** Throws `conflict` while the last one is not reviewed. */
  openBreakGlass(use: {
    readonly incidentId: string;
    readonly actor: PersonActor;
    readonly reason: string;
    readonly minutes: number;
  }): Promise<{ readonly id: string; readonly number: string; readonly endsAt: string }>;
  /** Out: pages read; null if its end was recorded before, or if it is not over and nobody ends it. */
  endBreakGlass(id: string, how: 'person' | 'time'): Promise<number | null>;
  /** Out: false if it was reviewed before, or is not over. */
  reviewBreakGlass(
    id: string,
    review: { readonly by: PersonActor; readonly verdict: BreakGlassVerdict; readonly words: string },
  ): Promise<boolean>;
}

export interface BreakGlassRecord {
  readonly id: string;
  readonly number: string;
  readonly incidentId: string;
  readonly actor: PersonActor;
  readonly endsAt: string;
  readonly endedAt: string | null;
  readonly endRecordedAt: string | null;
  readonly reviewedAt: string | null;
}
