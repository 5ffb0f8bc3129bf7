'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';
import { askSession } from '@/components/session/ask-session.ts';

const slowest = 5_000;
const quickest = 900;

/**
 * Renders whichever page is open anew when the server says that something changed; asks every five seconds while
 * the stream is down. Changes that come during a refresh, or while nobody looks, become one refresh afterwards. Asks first
 * whether the session is still there: a refresh without one would be sent to sign in without a word why.
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
    const refresh = async () => {
      due.current = false;
      last.current = Date.now();
      busy.current = true;
      if ((await askSession('GET')) !== 'over') startRefresh(() => router.refresh());
    };
    const settle = () => {
      if (!due.current || busy.current || document.hidden) return;
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), Math.max(0, last.current + quickest - Date.now()));
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
