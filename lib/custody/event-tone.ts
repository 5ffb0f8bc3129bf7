/** One line and one sentence for a timeline. `tone` colours the dot: a beginning, a step, a good end, or trouble. */
export interface EventWords {
  readonly title: string;
  readonly sentence: string;
  readonly tone: 'began' | 'step' | 'good' | 'bad';
}

export const began = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'began' });
export const step = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'step' });
export const good = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'good' });
export const bad = (title: string, sentence: string): EventWords => ({ title, sentence, tone: 'bad' });

export function quoted(text: string): string {
  return `“${text}”`;
}
