import type { PersonActor } from '../custody/actor.ts';
import type { Role } from '../custody/role.ts';

/** The desk's drawer for people: their sessions, settings and notifications. */
export interface PersonDesk {
  /** Opens a signed-in session; `actor.sessionId` is the hex SHA-256 of the cookie value. */
  openSession(session: { readonly actor: PersonActor; readonly absoluteExpiresAt: Date }): Promise<void>;
  /** Revokes one live session of this person, or all of them; returns how many were live. */
  revokeSessions(objectId: string, only: string | null): Promise<number>;
  saveSettings(objectId: string, settings: PersonSettings): Promise<void>;

  /** Who last signed in with one of these roles; only people of `within`, if it is given. Out: object ids. */
  peopleWithRole(roles: readonly Role[], within: readonly string[] | null): Promise<readonly string[]>;
  /** A notification row per person and key, updated in place. */
  notify(note: {
    readonly personObjectId: string;
    readonly key: string;
    readonly level: 'progress' | 'info' | 'warning' | 'error';
    readonly title: string;
    readonly href: string;
  }): Promise<void>;
}

interface PersonSettings {
  readonly awayUntil?: string | null; // the last day away, in UTC
  readonly timeZone: string; // IANA
  readonly appearance: 'system' | 'light' | 'dark';
}
