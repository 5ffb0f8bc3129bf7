import type { AlarmSeverity } from '../custody/alarm.ts';
import type { NoticeKind } from '../custody/alarm-notice.ts';
import type { SendOutcome } from './alarm-channel.ts';

/** A notice that waits to be sent by one channel. */
export interface WaitingDelivery {
  readonly id: string;
  readonly channel: string;
  readonly attempts: number; // so far
  readonly createdAt: Date;
  readonly notice: {
    readonly what: NoticeKind;
    readonly number: string;
    readonly kind: string;
    readonly severity: AlarmSeverity | 'info';
    readonly title: string;
    readonly words: string;
    readonly subject: string | null;
    readonly href: string;
    readonly restricted: boolean; // when it was written, or its incident is now
    readonly people: readonly string[]; // object ids
    readonly createdAt: Date;
  };
}

/** A channel that fails, or of whose failing people were told. */
export interface ChannelTrouble {
  readonly name: string;
  readonly place: string;
  readonly failingSince: Date | null; // null: it works
  readonly problem: string | null;
  readonly toldAt: Date | null;
}

/** A channel as the settings have it. */
export interface KnownChannel {
  readonly name: string;
  readonly place: string;
  readonly carriesRequests: boolean;
}

/** The way of notices out of the product. Duties: what came of an attempt is kept before the next is due. */
export interface AlarmDeliveries {
  /** Names the channels of the settings; those that are not among them are kept as former ones. */
  keepChannels(channels: readonly KnownChannel[]): Promise<void>;
  /** Makes one delivery, with its job, for each channel that shall carry the notice; none twice, however often called. */
  spreadNotice(noticeId: string, channels: readonly KnownChannel[]): Promise<void>;
  /** Null for one that ended, or that there is not. */
  waitingDelivery(id: string): Promise<WaitingDelivery | null>;
  /** Keeps an attempt. `pauseSeconds`: until the next, whose job is made with it; null: no other follows. */
  reportAttempt(
    delivery: WaitingDelivery,
    outcome: SendOutcome,
    milliseconds: number,
    pauseSeconds: number | null,
  ): Promise<void>;
  /** The channels of the settings that fail, or of whose failing people were told. */
  channelTroubles(): Promise<readonly ChannelTrouble[]>;
}
