'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';

/** A small panel that opens under its word in the top bar; Escape, a click elsewhere or another page closes it. */
export function Tray({ label, children }: { label: ReactNode; children: ReactNode }) {
  const tray = useRef<HTMLDetailsElement>(null);
  const here = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what the last one opened
  useEffect(() => {
    if (tray.current !== null) tray.current.open = false;
  }, [here]);
  useEffect(() => {
    const leave = (event: Event) => {
      const details = tray.current;
      if (details === null || !details.open) return;
      const outside = event.target instanceof Node && !details.contains(event.target);
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (!(event instanceof KeyboardEvent ? isEscape : outside)) return;
      details.open = false;
      if (isEscape) details.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('keydown', leave);
    };
  }, []);
  return (
    <details ref={tray} className="sm:relative">
      <summary className="list-none rounded px-1.5 py-1 text-ink-2 hover:text-ink">{label}</summary>
      <div className="absolute right-4 z-30 mt-2 sm:right-0 max-h-[70vh] w-[min(360px,calc(100vw-32px))] overflow-y-auto rounded-lg border border-hairline bg-panel p-4 text-ink">
        {children}
      </div>
    </details>
  );
}
