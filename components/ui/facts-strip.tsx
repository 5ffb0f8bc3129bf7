import type { ReactNode } from 'react';
import { PlainText } from './plain-text.tsx';

/** The strip of facts under a title. */
export function FactsStrip({
  facts,
}: {
  facts: readonly { readonly label: string; readonly value: ReactNode }[];
}) {
  return (
    <dl className="mt-6 grid grid-cols-2 gap-x-8 gap-y-3 border-y border-hairline py-3.5 md:grid-cols-[repeat(auto-fit,minmax(150px,1fr))]">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0">
          <dt className="text-[12px] text-ink-2">{fact.label}</dt>
          <dd className="font-medium break-words">
            {typeof fact.value === 'string' ? <PlainText text={fact.value} /> : fact.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
