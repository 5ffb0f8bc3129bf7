import { alarmKindWords } from './alarm.ts';
import type { AlarmEventShapes } from './alarm-event.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of alarms themselves. */
export type AlarmFact = Extract<EventFact, { readonly type: keyof AlarmEventShapes }>;

interface Words {
  readonly title: string;
  readonly sentence: string;
  readonly tone: 'step' | 'good' | 'bad';
}

/** Puts a fact of alarms into words. Pure; says only what the fact itself says. */
export function alarmEventWords({ type, detail }: AlarmFact): Words {
  switch (type) {
    case 'alarm.acknowledged': {
      const { number, kind, title, note } = detail;
      const sentence = `${number}, ${title ?? alarmKindWords(kind)}${note === null ? '' : `: “${note}”`}`;
      return { title: 'Alarm acknowledged', sentence, tone: 'step' };
    }
    case 'alarm.closed':
      return {
        title: 'Alarm closed',
        sentence: `${detail.number}, ${detail.title ?? alarmKindWords(detail.kind)}`,
        tone: 'step',
      };
    case 'alarm.channel-tested':
      return { title: 'Channel of alarms tested', sentence: detail.channel, tone: 'step' };
    case 'alarm.channel-failed': {
      const since = detail.since === null ? '' : ` since ${detail.since}`;
      const sentence = `${detail.channel} (${detail.place})${since}: ${detail.problem}`;
      return { title: 'Alarms do not leave', sentence, tone: 'bad' };
    }
    case 'alarm.channel-mended': {
      const { channel, place, toldAt, problem } = detail;
      if (problem !== undefined)
        return {
          title: 'Channel of alarms ended',
          sentence: `${channel} (${place}): ${problem}`,
          tone: 'step',
        };
      const told = toldAt === null ? '' : `, told at ${toldAt}`;
      return {
        title: 'Alarms leave again',
        sentence: `${channel} (${place})${told}`,
        tone: 'good',
      };
    }
  }
}
