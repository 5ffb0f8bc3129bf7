'use client';

import { useEffect, useState } from 'react';
import type { SearchHit } from '@/lib/queries/search-everything.ts';

const pauseMs = 180;

interface Found {
  readonly text: string;
  readonly hits: readonly SearchHit[];
  readonly problem: boolean;
}

/** What answers to the text, asked once the typing pauses; an answer to an older text is never shown. Null while it is asked. */
export function useSearch(text: string): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/api/search?q=${encodeURIComponent(wanted)}`, { signal: stop.signal });
        if (!answer.ok) throw new TypeError(`the search answered ${answer.status}`);
        const { hits } = (await answer.json()) as { hits: readonly SearchHit[] };
        setFound({ text: wanted, hits, problem: false });
      } catch {
        if (!stop.signal.aborted) setFound({ text: wanted, hits: [], problem: true }); // said under the box
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted]);
  return found?.text === wanted ? found : null;
}
