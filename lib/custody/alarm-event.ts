/** Facts of alarms themselves. What an alarm is about is a fact of its own, recorded when it is raised. */
export interface AlarmEventShapes {
  /** Somebody says that they have seen it and look after it. The title is left out where not everybody may read it. */
  'alarm.acknowledged': {
    readonly alarmId: string;
    readonly number: string; // AL-0001
    readonly kind: string;
    readonly title: string | null;
    readonly note: string | null;
  };
  /** Somebody ends an alarm that says that something happened once; its cause stays as it was recorded. */
  'alarm.closed': Omit<AlarmEventShapes['alarm.acknowledged'], 'note'>;
  'alarm.channel-tested': { readonly channel: string };
  /** A way out of the product took nothing for ten minutes, or takes it again; `problem`: it is used no more. */
  'alarm.channel-failed': ChannelRef & { readonly since: string | null; readonly problem: string };
  'alarm.channel-mended': ChannelRef & { readonly toldAt: string | null; readonly problem?: string };
}

interface ChannelRef {
  readonly channel: string; // webhook, mail or syslog
  readonly place: string; // host and port
}
