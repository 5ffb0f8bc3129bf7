'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

const slowest = 5_000;
const quickest = 900;

/** Renders the page anew when the server says that something changed; asks every five seconds while the stream is down. */
export function LiveRefresh() {
  const router = useRouter();
  const last = useRef(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      const wait = Math.max(0, last.current + quickest - Date.now());
      clearTimeout(timer);
      timer = setTimeout(() => {
        last.current = Date.now();
        router.refresh();
      }, wait);
    };
    const source = new EventSource('/api/events');
    source.addEventListener('change', refresh);
    const fallback = setInterval(() => {
      if (source.readyState !== EventSource.OPEN) refresh();
    }, slowest);
    return () => {
      source.close();
      clearInterval(fallback);
      clearTimeout(timer);
    };
  }, [router]);
  return null;
}
