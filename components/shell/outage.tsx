'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';

const askEveryMs = 5_000;
const parts = [
  ['database', 'Database'],
  ['worker', 'Worker'],
  ['locker', 'Evidence locker'],
] as const;

type PartState = 'up' | 'down' | 'unknown';
type Health = Readonly<Record<(typeof parts)[number][0], PartState>>;

/**
 * A page that could not be made: which part is away, what that does to running work, and a way to try again. It asks
 * by itself and tries again once the database is back.
 */
export function Outage({
  title,
  reference,
  retry,
}: {
  title: string;
  reference: string | undefined;
  retry: () => void;
}) {
  const health = useHealth(retry);
  const away = health?.database === 'down';
  return (
    <section aria-labelledby="outage" className="max-w-[640px]">
      <h1 id="outage" className="text-[23px] font-semibold">
        {title}
      </h1>
      <p className="mt-2 text-ink-2">
        {away
          ? 'The database does not answer, so nothing can be shown or recorded at the moment.'
          : 'A part of Holdfast did not answer, or made a mistake.'}
      </p>
      <h2 className="mt-6 text-[15px] font-semibold">What this does to your work</h2>
      <p className="mt-1 text-ink-2">
        What was recorded before stays as it is. Acquisitions under way wait, and go on by themselves. If you
        had just sent something, look whether it arrived before you send it again.
      </p>
      <h2 className="mt-6 text-[15px] font-semibold">What to do</h2>
      <p className="mt-1 text-ink-2">
        {away
          ? 'This page asks every 5 seconds and opens by itself when the database is back. If that takes longer than a few minutes, tell whoever runs Holdfast.'
          : 'Trying again is safe. If it fails again, tell whoever runs Holdfast, with the reference below.'}
      </p>
      <dl aria-live="polite" className="mt-6 border-t border-hairline text-[13px]">
        {parts.map(([name, label]) => (
          <div key={name} className="flex items-center justify-between border-b border-hairline py-2">
            <dt>{label}</dt>
            <dd>
              <State state={health?.[name] ?? 'unknown'} />
            </dd>
          </div>
        ))}
        <div className="flex items-center justify-between gap-4 border-b border-hairline py-2">
          <dt>Reference</dt>
          <dd className="min-w-0 font-mono break-all">{reference ?? 'none'}</dd>
        </div>
      </dl>
      <Button variant="primary" className="mt-6" onClick={retry}>
        Try again
      </Button>
    </section>
  );
}

function State({ state }: { state: PartState }) {
  switch (state) {
    case 'up':
      return <StatusPill status="done" note="Works" />;
    case 'down':
      return <StatusPill status="failed" note="Does not answer" />;
    case 'unknown':
      return <StatusPill status="unknown" />;
  }
}

/** What the health page says, or null; `onReturn` is called when the database comes back after it was away. */
function useHealth(onReturn: () => void): Health | null {
  const [health, setHealth] = useState<Health | null>(null);
  const returned = useRef(onReturn);
  useEffect(() => {
    returned.current = onReturn;
  });
  useEffect(() => {
    let wasAway = false;
    const ask = async () => {
      const seen = await readHealth();
      setHealth(seen);
      if (wasAway && seen?.database === 'up') returned.current();
      wasAway = seen?.database !== 'up';
    };
    ask();
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, []);
  return health;
}

async function readHealth(): Promise<Health | null> {
  try {
    const response = await fetch('/api/health', { cache: 'no-store' });
    return (await response.json()) as Health;
  } catch {
    return null; // the portal itself does not answer: all that is known is that nothing is
  }
}
