import type { PersonActor } from '../custody/actor.ts';

/** Reads about hold notices, over a pool or inside a transaction. */
export interface NoticeLook {
  /** Whom a notice of an incident goes to: its members, and who has or had its items in custody. */
  noticeRecipients(incidentId: string): Promise<readonly NoticeRecipient[]>;
  notice(id: string): Promise<NoticeRecord | null>;
  /** Notices with somebody who was neither heard nor reminded since `before`: ids, oldest first. */
  unheardNotices(before: Date, most: number): Promise<readonly string[]>;
}

/** The desk's part, inside `record`. */
export interface NoticeDesk {
  sendNotice(notice: {
    readonly incidentId: string;
    readonly text: string;
    readonly sender: PersonActor;
    readonly recipients: readonly NoticeRecipient[];
  }): Promise<{ readonly id: string }>;
  /** Out: false for who is no recipient, or acknowledged it before. */
  acknowledgeNotice(id: string, objectId: string): Promise<boolean>;
  /** Notes that these are reminded now; only those not heard of since `before`, each once. Out: whom. */
  remindRecipients(id: string, before: Date): Promise<readonly NoticeRecipient[]>;
}

export interface NoticeRecipient {
  readonly objectId: string;
  readonly name: string;
}

export interface NoticeRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly text: string;
  readonly sentAt: string;
}
