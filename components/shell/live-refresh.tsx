'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';

const slowest = 5_000;
const quickest = 900;

/**
 * Renders whichever page is open anew when the server says that something changed; asks every five seconds while
 * the stream is down. Changes that come during a refresh, or while nobody looks, become one refresh afterwards.
 */
export function LiveRefresh() {
  const router = useRouter();
  const [refreshing, startRefresh] = useTransition();
  const busy = useRef(false);
  const due = useRef(false);
  const last = useRef(0);
  const wake = useRef<() => void>(() => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      if (!due.current || busy.current || document.hidden) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          due.current = false;
          last.current = Date.now();
          startRefresh(() => router.refresh());
        },
        Math.max(0, last.current + quickest - Date.now()),
      );
    };
    const changed = () => {
      due.current = true;
      settle();
    };
    wake.current = settle;
    const source = new EventSource('/api/events');
    source.addEventListener('change', changed);
    document.addEventListener('visibilitychange', settle);
    const fallback = setInterval(() => {
      if (source.readyState !== EventSource.OPEN) changed();
    }, slowest);
    return () => {
      source.close();
      document.removeEventListener('visibilitychange', settle);
      clearInterval(fallback);
      clearTimeout(timer);
    };
  }, [router]);

  useEffect(() => {
    busy.current = refreshing;
    if (!refreshing) wake.current();
  }, [refreshing]);
  return null;
}
