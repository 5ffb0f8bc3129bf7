import type { ReactNode } from 'react';

/** A plain table with a caption for screen readers; wide ones scroll in their own frame, whose edge is shaded where more stands. */
export function Table({
  caption,
  columns,
  children,
}: {
  caption: string;
  columns: readonly (string | { readonly hidden: string })[]; // a hidden one is only read aloud
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="scrolls-sideways relative" aria-label={caption} tabIndex={0}>
      <table className="data-table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={typeof column === 'string' ? column : column.hidden} scope="col">
                {typeof column === 'string' ? column : <span className="sr-only">{column.hidden}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
