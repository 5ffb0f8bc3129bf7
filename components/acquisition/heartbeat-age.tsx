'use client';

import { useNow } from '@/components/ui/use-now.ts';
import { duration } from '@/lib/custody/duration.ts';

/** How long ago a worker was heard of; it goes on counting when nothing new arrives, which is when it matters. */
export function HeartbeatAge({ last, readAt }: { last: string | null; readAt: string }) {
  const now = useNow(readAt);
  if (last === null) return <>unknown</>;
  return <>{duration(secondsSince(last, now))} ago</>;
}

/** A warning once a worker has been silent for more than a minute; nothing before. */
export function LateHeartbeat({ last, readAt }: { last: string | null; readAt: string }) {
  const now = useNow(readAt);
  const age = last === null ? 0 : secondsSince(last, now);
  if (age <= 60) return null;
  return (
    <p className="text-[13px] text-attention">
      No heartbeat for {duration(age)}. Another worker takes the step over.
    </p>
  );
}

function secondsSince(last: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(last)) / 1000));
}
