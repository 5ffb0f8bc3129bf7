'use client';

import { useNow } from '@/components/ui/use-now.ts';
import { duration } from '@/lib/custody/duration.ts';

/** How long a grant still lasts; it counts down by itself and says when it is over. */
export function GrantCountdown({ endsAt, readAt }: { endsAt: string; readAt: string }) {
  const left = Math.floor((Date.parse(endsAt) - useNow(readAt)) / 1_000);
  return <>{left <= 0 ? 'over' : `${duration(left)} left`}</>;
}
