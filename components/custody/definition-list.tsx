import type { ReactNode } from 'react';
import { PlainText } from '@/components/ui/plain-text.tsx';

/** Label and value in two columns with hairlines; a null value prints as "Not supplied", a text shows what it hides. */
export function DefinitionList({
  rows,
  wide = false,
}: {
  rows: readonly (readonly [label: string, value: ReactNode])[];
  wide?: boolean;
}) {
  const columns = wide ? 'sm:grid-cols-[220px_minmax(0,1fr)]' : 'sm:grid-cols-[96px_minmax(0,1fr)]';
  return (
    <dl>
      {rows.map(([label, value]) => (
        <div key={label} className={`grid gap-x-4 border-b border-hairline py-2.5 text-[13px] ${columns}`}>
          <dt className="text-ink-2">{label}</dt>
          <dd className="min-w-0 break-words">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: ReactNode): ReactNode {
  if (typeof value === 'string') return <PlainText text={value} lines />;
  return value ?? <span className="text-ink-2">Not supplied</span>;
}
