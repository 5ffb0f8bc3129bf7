import type { ContentPage } from '@/lib/custody/disk-structure.ts';

/** One page of bytes: offset, sixteen bytes in hexadecimal, and as text. */
export function HexPage({ page, stale }: { page: ContentPage; stale: boolean }) {
  const last = (BigInt(page.end) - 1n).toString(16);
  const digits = Math.max(8, last.length);
  return (
    <>
      <p aria-live="polite" className="text-[13px]">
        Bytes {page.start} to {page.end} of {page.sizeBytes}
        <span className="text-ink-2">{`, 0x${hexOf(page.start, digits)} on`}</span>
      </p>
      <Rows page={page} digits={digits} stale={stale} />
    </>
  );
}

function Rows({ page, digits, stale }: { page: ContentPage; digits: number; stale: boolean }) {
  return (
    <section
      aria-label="Page of bytes"
      aria-busy={stale}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className={`max-h-[640px] w-fit max-w-full overflow-auto rounded-md border border-hairline ${stale ? 'opacity-60' : ''}`}
    >
      <table className="w-max font-mono text-[13px] leading-[1.55]">
        <caption className="sr-only">Offset, bytes in hexadecimal, and as text</caption>
        <thead className="sticky top-0 bg-panel text-left text-[12px] text-ink-2">
          <tr>
            {['Offset', 'Bytes', 'Text'].map((column) => (
              <th key={column} scope="col" className="px-4 py-1.5 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.rows.map(({ offset, hex, text }) => (
            <tr key={offset}>
              <th scope="row" className="px-4 text-left font-normal text-ink-2">
                {hexOf(offset, digits)}
              </th>
              <td className="px-4 whitespace-pre">{halves(hex)}</td>
              <td className="px-4 whitespace-pre">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A gap after eight bytes, as people count them. */
function halves(hex: string): string {
  return hex.length > 23 ? `${hex.slice(0, 23)}  ${hex.slice(24)}` : hex;
}

function hexOf(offset: string, digits: number): string {
  return BigInt(offset).toString(16).padStart(digits, '0');
}
