'use client';

import Link from 'next/link';
import { useActionState } from 'react';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { NotificationRow } from '@/lib/queries/list-notifications.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { Tray } from './tray.tsx';

/** Rows of the database, so nothing is lost on reload. */
export function NotificationTray({
  notifications,
  alarms,
  markRead,
}: {
  notifications: readonly NotificationRow[];
  alarms: number; // open ones that this person may see
  markRead: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const [result, submit, pending] = useActionState(markRead, null);
  const unread = notifications.filter((one) => !one.read);
  return (
    <Tray
      label={
        <>
          {alarms > 0 && <b className="font-medium text-bad">{alarmWords(alarms)}</b>}
          {alarms > 0 && ' · '}
          {unread.length === 0 ? 'No news' : <b className="font-medium text-accent">{unread.length} new</b>}
        </>
      }
    >
      {alarms > 0 && (
        <p className="mb-3">
          <Link href="/alarms" className="font-medium text-bad underline">
            {alarmWords(alarms)} open
          </Link>
        </p>
      )}
      {notifications.length === 0 && <p className="text-ink-2">Nothing has happened yet.</p>}
      <ul className="grid gap-2.5">
        {notifications.map((one) => (
          <li key={one.id} className={one.read ? 'text-ink-2' : ''}>
            <Link href={one.href} className="hover:underline">
              <PlainText text={one.title} />
            </Link>
            <p className="font-mono text-[12px] text-ink-2">{one.at}</p>
            {one.review && (
              <Link
                href={one.href}
                className="mt-1 inline-flex min-h-11 items-center font-medium underline sm:min-h-0"
              >
                Review<span className="sr-only"> {inPlainSight(one.title)}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {unread.length > 0 && (
        <form action={submit} className="mt-3">
          <button type="submit" disabled={pending} className="text-[13px] underline">
            Mark all as read
          </button>
        </form>
      )}
      {result?.ok === false && <p role="alert">{result.message}</p>}
    </Tray>
  );
}

function alarmWords(count: number): string {
  return count === 1 ? '1 alarm' : `${count} alarms`;
}
