'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { forgetDraftsOfOthers } from './own-drafts.ts';
import { useSessionClock } from './use-session-clock.ts';

/** Warns before the session ends, with time enough to stay (WCAG 2.2, 2.2.1). */
export function SessionWatch({ objectId }: { objectId: string }) {
  const { ending, stay } = useSessionClock();
  const pathname = usePathname();
  useEffect(() => forgetDraftsOfOthers(objectId), [objectId]);
  if (ending === null) return null;
  const idle = ending.kind === 'idle';
  return (
    <section
      role="alert"
      className="no-print fixed right-4 bottom-4 left-4 z-50 rounded-md border border-hairline bg-panel p-4 shadow-lg md:left-auto md:w-[380px]"
    >
      <p className="font-semibold">
        {idle
          ? 'You will be signed out soon, because nothing was done here.'
          : 'Your ten hours are nearly over.'}
      </p>
      <p className="mt-1 text-ink-2">
        {idle
          ? 'What runs goes on by itself. Stay, or come back to this page after signing in again.'
          : 'Send what you are writing, then sign in again. You come back to this page.'}
      </p>
      <div className="mt-3 flex items-center gap-4">
        {idle ? (
          <Button variant="primary" onClick={stay}>
            Stay signed in
          </Button>
        ) : (
          <a className="underline" href={`/sign-in/start?return_to=${encodeURIComponent(pathname)}`}>
            Sign in again now
          </a>
        )}
        <span aria-hidden="true" className="font-mono tabular-nums">
          {Math.floor(ending.seconds / 60)}:{String(ending.seconds % 60).padStart(2, '0')}
        </span>
      </div>
    </section>
  );
}
