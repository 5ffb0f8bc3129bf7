import type { ReactNode } from 'react';

type Tone = 'good' | 'attention' | 'bad' | 'unknown';

function look(tone: Tone): { readonly box: string; readonly icon: string; readonly word: string } {
  switch (tone) {
    case 'good':
      return { box: 'bg-good-soft text-good', icon: '✓', word: 'Good' };
    case 'attention':
      return { box: 'bg-attention-soft text-attention', icon: '!', word: 'Attention' };
    case 'bad':
      return { box: 'bg-bad-soft text-bad', icon: '×', word: 'Problem' };
    case 'unknown':
      return { box: 'border border-dashed border-unknown text-unknown', icon: '?', word: 'Unknown' };
  }
}

/** One thing that the reader must know now. Problems are announced at once, the rest politely. */
export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }) {
  const { box, icon, word } = look(tone);
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`mt-4 flex gap-3 rounded-md px-4 py-3 ${box}`}>
      <span aria-hidden="true" className="font-semibold">
        {icon}
      </span>
      <div className="min-w-0">
        <p className="font-medium">
          <span className="sr-only">{word}: </span>
          {title}
        </p>
        {children !== undefined && children !== null && (
          <div className="mt-0.5 break-words text-ink">{children}</div>
        )}
      </div>
    </div>
  );
}
