'use client';

import { useEffect, useState } from 'react';

/**
 * State that survives a reload of the tab. The server's value is shown first, so that both renders agree; the
 * draft replaces it once the browser has it. Storage that refuses (private mode, full) costs only the draft.
 */
export function useDraft<T extends object>(
  key: string,
  initial: T,
): readonly [T, (change: Partial<T>) => void, () => void] {
  const [draft, setDraft] = useState(initial);

  useEffect(() => {
    const kept = readDraft<T>(key);
    if (kept !== null) setDraft((current) => ({ ...current, ...kept }));
  }, [key]);

  function change(part: Partial<T>): void {
    setDraft((current) => {
      const next = { ...current, ...part };
      withStorage((storage) => storage.setItem(key, JSON.stringify(next)));
      return next;
    });
  }

  return [draft, change, () => withStorage((storage) => storage.removeItem(key))];
}

function readDraft<T extends object>(key: string): Partial<T> | null {
  let kept: string | null = null;
  withStorage((storage) => {
    kept = storage.getItem(key);
  });
  return kept === null ? null : (JSON.parse(kept) as Partial<T>);
}

function withStorage(use: (storage: Storage) => void): void {
  try {
    use(window.sessionStorage);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
