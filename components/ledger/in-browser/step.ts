/** One step of a verification, with what was computed and what was expected. */
export interface Step {
  readonly title: string;
  readonly outcome: 'held' | 'failed' | 'unknown';
  readonly words: string;
  readonly computed?: string;
  readonly expected?: string;
}
