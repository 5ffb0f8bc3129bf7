'use client';

import { useState } from 'react';

/** Copies the whole value, even where the page shows only a part of it. */
export function CopyButton({
  value,
  label,
  quiet = false,
}: {
  value: string;
  label: string;
  quiet?: boolean;
}) {
  const [said, setSaid] = useState<'' | 'Copied' | 'Could not copy'>('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid('Copied');
    } catch {
      setSaid('Could not copy'); // the browser refused; the value is on the page to select
    }
    setTimeout(() => setSaid(''), 2000);
  };
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={label}
      className="no-print shrink-0 rounded border border-hairline bg-panel px-2 py-0.5 text-[12px] text-ink-2 hover:border-ink-3 hover:text-ink"
    >
      <span role="status">{said === '' ? (quiet ? 'Copy' : label) : said}</span>
    </button>
  );
}
