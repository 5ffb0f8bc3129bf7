import type { ReactNode } from 'react';

/** Why there is nothing here, and what one can do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="border-b border-hairline py-12 text-center">
      <p className="font-medium">{title}</p>
      <div className="mx-auto mt-1 max-w-[60ch] text-ink-2 [&_a]:underline">{children}</div>
    </div>
  );
}
