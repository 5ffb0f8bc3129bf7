'use client';

import { useEffect, useState } from 'react';

/** The time by this browser's clock, in UTC. The record uses the database's clock, not this one. */
export function UtcClock() {
  const [now, setNow] = useState('');
  useEffect(() => {
    const tick = () => setNow(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`);
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  return <span className="hidden min-w-[21ch] text-right font-mono text-ink-2 sm:inline">{now}</span>;
}
