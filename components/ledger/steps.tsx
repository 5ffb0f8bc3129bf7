import type { Step } from './in-browser/step.ts';

/** The steps of a verification, one a line, with what was computed and what was expected. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="border-t border-hairline">
      {steps.map((step) => (
        <li
          key={step.title}
          className="grid grid-cols-[18px_minmax(0,1fr)] gap-x-2 border-b border-hairline py-2 text-[13px]"
        >
          <Mark outcome={step.outcome} />
          <div className="min-w-0">
            <p className="break-words">
              <span className="font-medium">{step.title}.</span> {step.words}
            </p>
            {step.computed !== undefined && <Value label="computed" value={step.computed} />}
            {step.expected !== undefined && step.expected !== step.computed && (
              <Value label="expected" value={step.expected} />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Mark({ outcome }: { outcome: Step['outcome'] }) {
  const [icon, word, look] = markOf(outcome);
  return (
    <span className={`font-semibold ${look}`}>
      <span aria-hidden="true">{icon}</span>
      <span className="sr-only">{word}</span>
    </span>
  );
}

function markOf(outcome: Step['outcome']): readonly [icon: string, word: string, look: string] {
  switch (outcome) {
    case 'held':
      return ['✓', 'Held: ', 'text-good'];
    case 'failed':
      return ['×', 'Failed: ', 'text-bad'];
    case 'unknown':
      return ['?', 'Unknown: ', 'text-unknown'];
  }
}

function Value({ label, value }: { label: string; value: string }) {
  return (
    <p className="text-[12px] text-ink-2">
      {label} <code className="font-mono break-all">{value}</code>
    </p>
  );
}
