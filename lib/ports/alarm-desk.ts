import type { AlarmSeverity } from '../custody/alarm.ts';

/** Something that is wrong and that somebody must look at. */
export interface RaisedAlarm {
  /** One open alarm per key; what stands before its first colon is the kind (lib/custody/alarm.ts). */
  readonly key: string;
  readonly severity: AlarmSeverity;
  readonly title: string; // one line
  readonly words: string; // what more there is to say; may be empty
  readonly subject: string | null; // what it is about, as people call it: EV-2026-0001
  readonly href: string; // the page that shows it
  /** The incident that limits who may see it, or null. */
  readonly incidentId: string | null;
  /** Object ids of a restricted incident's members, where no incident is named; null: no such limit. */
  readonly audience: readonly string[] | null;
  /** A channel that shall not carry it, because it is about that one; or null. */
  readonly notBy: string | null;
}

/** An alarm as somebody finds it who wants to answer it. */
export interface FoundAlarm extends Pick<RaisedAlarm, 'title' | 'incidentId'> {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly restricted: boolean;
  readonly audience: readonly string[]; // object ids; of a restricted one that names no incident
}

/** Who acknowledges, and what they say of it. */
export interface Acknowledgement {
  readonly objectId: string;
  readonly displayName: string;
  readonly note: string | null;
}

/** What a person asked for or proposed and what waits, to be told to those who can decide it. */
export interface WaitingNotice {
  readonly of: { readonly kind: 'request' | 'proposal'; readonly id: string };
  readonly number: string;
  readonly title: string;
  readonly href: string;
  readonly incidentId: string | null;
  readonly people: readonly string[]; // object ids
}

/** The desk's part for alarms, in the transaction of the event that is their cause. */
export interface AlarmDesk {
  /**
   * Raises an alarm, or says of the open one of this key that it is so still. What is new (a first time, other words, a
   * worse severity) is told outside, and takes an acknowledgement back.
   */
  raiseAlarm(alarm: RaisedAlarm): Promise<void>;
  /** Ends the open alarm of this key, if there is one, and tells it outside. `by`: who decided that it is over, if people did. */
  clearAlarm(key: string, by?: Acknowledgement): Promise<void>;
  /** The same, and takes the notification of this key away from everybody who has it. */
  withdrawNotification(key: string): Promise<void>;
  alarm(id: string): Promise<FoundAlarm | null>;
  /** Throws `conflict` for one that is over, or acknowledged already. */
  acknowledgeAlarm(id: string, by: Acknowledgement): Promise<void>;
  /** Ends it by hand, and tells it outside; who acknowledged it stays beside it. Throws `conflict` for one that is over. */
  closeAlarm(id: string, by: Acknowledgement): Promise<void>;
  /** Notes whether people were told that a channel fails; throws `conflict` if that is noted already. */
  setChannelTold(channel: string, told: boolean): Promise<void>;
  /** Tells the people who can decide a request or a proposal that it waits for them. */
  tellWaiting(notice: WaitingNotice): Promise<void>;
  /** Sends a test by this channel; throws `not-found` for one that the settings do not have. Out: its notice. */
  tellTest(channel: string, by: string): Promise<{ readonly noticeId: string }>;
}
