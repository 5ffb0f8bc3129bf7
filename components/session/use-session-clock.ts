'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { askSession } from './ask-session.ts';

export interface Ending {
  readonly kind: 'idle' | 'absolute';
  readonly seconds: number;
}

const reportEveryMs = 60_000;
const askEveryMs = 30_000;
const warnMs = { idle: 120_000, absolute: 300_000 } as const;
const signsOfAPerson = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * How near the end of the session is, or null while it is far. Tells the server when a person is at the page, at most
 * once a minute, and asks it every half minute: another tab may have kept the session alive, or somebody ended it.
 */
export function useSessionClock(): { readonly ending: Ending | null; readonly stay: () => void } {
  const [ending, setEnding] = useState<Ending | null>(null);
  const ends = useRef<Record<Ending['kind'], number> | null>(null);
  const reportedAt = useRef(0);
  const askedAt = useRef(0);

  const ask = useCallback(async (method: 'GET' | 'POST') => {
    askedAt.current = Date.now();
    if (method === 'POST') reportedAt.current = Date.now();
    const left = await askSession(method);
    if (left === 'over' || left === 'unknown') return; // without a network the times last heard go on
    ends.current = { idle: Date.now() + left.idleMs, absolute: Date.now() + left.absoluteMs };
    setEnding(endingOf(ends.current));
  }, []);

  useEffect(() => {
    void ask('GET');
    const onActivity = (event: Event) => {
      if (event.isTrusted && Date.now() - reportedAt.current >= reportEveryMs) void ask('POST');
    };
    const timer = setInterval(() => {
      setEnding(endingOf(ends.current));
      if (Date.now() - askedAt.current >= (isOver(ends.current) ? 2_000 : askEveryMs)) void ask('GET');
    }, 1_000);
    for (const sign of signsOfAPerson)
      window.addEventListener(sign, onActivity, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      for (const sign of signsOfAPerson) window.removeEventListener(sign, onActivity, { capture: true });
    };
  }, [ask]);

  return { ending, stay: useCallback(() => void ask('POST'), [ask]) };
}

function endingOf(ends: Record<Ending['kind'], number> | null): Ending | null {
  if (ends === null) return null;
  const kind = ends.absolute <= ends.idle ? 'absolute' : 'idle';
  const left = ends[kind] - Date.now();
  return left > warnMs[kind] ? null : { kind, seconds: Math.max(0, Math.ceil(left / 1_000)) };
}

function isOver(ends: Record<Ending['kind'], number> | null): boolean {
  return ends !== null && Math.min(ends.idle, ends.absolute) <= Date.now();
}
