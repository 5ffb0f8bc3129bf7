import type { ReactNode } from 'react';

/** A small panel that opens under its word in the top bar, with no script of its own. */
export function Tray({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <details className="relative" name="tray">
      <summary className="list-none rounded px-1.5 py-1 text-ink-2 hover:text-ink">{label}</summary>
      <div className="absolute right-0 z-30 mt-2 max-h-[70vh] w-[min(360px,calc(100vw-32px))] overflow-y-auto rounded-lg border border-hairline bg-panel p-4 text-ink">
        {children}
      </div>
    </details>
  );
}
