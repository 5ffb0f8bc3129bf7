import type { BreakGlassEventShapes } from './break-glass-event.ts';
import type { EventWords } from './event-tone.ts';

type Fact = {
  [K in keyof BreakGlassEventShapes]: { readonly type: K; readonly detail: BreakGlassEventShapes[K] };
}[keyof BreakGlassEventShapes];

/** The words of a fact of reading in an emergency. */
export function breakGlassWords({ type, detail }: Fact): EventWords {
  switch (type) {
    case 'break-glass.opened':
      return {
        title: 'Break-glass',
        tone: 'bad',
        sentence: `${detail.number}: ${detail.incident} may be read until ${detail.endsAt}, without being a member`,
      };
    case 'break-glass.read':
      return { title: 'Read by break-glass', tone: 'step', sentence: `${detail.number}: ${detail.page}` };
    case 'break-glass.ended':
      return {
        title: 'Break-glass ended',
        tone: 'step',
        sentence: `${detail.number}, ${detail.how === 'person' ? 'by the person' : 'by its time'}; ${detail.reads} pages read`,
      };
    case 'break-glass.reviewed':
      return {
        title: detail.verdict === 'justified' ? 'Break-glass justified' : 'Break-glass not justified',
        tone: detail.verdict === 'justified' ? 'good' : 'bad',
        sentence: `${detail.number}: “${detail.review}”`,
      };
    default:
      return type satisfies never;
  }
}
