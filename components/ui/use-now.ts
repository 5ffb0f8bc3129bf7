'use client';

import { useEffect, useState } from 'react';

/** The server's clock as milliseconds: `readAt` of its last answer, carried on second by second in the browser. */
export function useNow(readAt: string): number {
  const [now, setNow] = useState(() => Date.parse(readAt));
  useEffect(() => {
    const received = performance.now();
    const tick = () => setNow(Date.parse(readAt) + (performance.now() - received));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [readAt]);
  return now;
}
