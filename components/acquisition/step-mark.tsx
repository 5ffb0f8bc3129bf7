import type { StepState } from '@/lib/custody/acquisition.ts';

/** The mark before a step: shape and word as well as colour. */
export function StepMark({ state }: { state: StepState }) {
  const { glyph, word, look } = markOf(state);
  return (
    <span
      className={`mt-0.5 grid size-[18px] shrink-0 place-items-center rounded-full text-[11px] leading-none ${look}`}
    >
      <span aria-hidden="true">{glyph}</span>
      <span className="sr-only">{word}: </span>
    </span>
  );
}

function markOf(state: StepState): { readonly glyph: string; readonly word: string; readonly look: string } {
  switch (state) {
    case 'done':
      return { glyph: '✓', word: 'Done', look: 'bg-good-soft text-good' };
    case 'running':
      return { glyph: '●', word: 'Running', look: 'text-accent text-[15px]' };
    case 'retrying':
      return { glyph: '↻', word: 'Retrying', look: 'bg-attention-soft text-attention' };
    case 'failed':
      return { glyph: '!', word: 'Failed', look: 'bg-bad-soft text-bad font-semibold' };
    case 'waiting':
      return { glyph: '', word: 'Waiting', look: 'border border-hairline' };
    case 'skipped':
      return { glyph: '–', word: 'Skipped', look: 'border border-hairline text-ink-2' };
  }
}
