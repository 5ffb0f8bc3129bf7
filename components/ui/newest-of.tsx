import type { ReactNode } from 'react';

/** Under a list that shows its newest rows alone: how many there are, and where the others stand. Nothing where it is whole. */
export function NewestOf({
  shown,
  inAll,
  what,
  children,
}: {
  shown: number;
  inAll: number;
  what: string; // the rows, in the plural
  children?: ReactNode;
}) {
  if (inAll <= shown) return null;
  return (
    <p className="mt-2 text-[13px] text-ink-2">
      The newest {shown.toLocaleString('en-GB')} of {inAll.toLocaleString('en-GB')} {what}. {children}
    </p>
  );
}
