import type { Role } from '@/lib/custody/role.ts';
import type { NotificationRow } from '@/lib/queries/list-notifications.ts';
import type { RunningJobs } from '@/lib/queries/list-running-jobs.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { JobsTray } from './jobs-tray.tsx';
import { NotificationTray } from './notification-tray.tsx';
import { PersonMenu } from './person-menu.tsx';
import { SearchBox } from './search-box.tsx';
import { UtcClock } from './utc-clock.tsx';

/** Search, what runs, what happened, who is signed in, and what time it is. */
export function TopBar({
  person,
  jobs,
  notifications,
  alarms,
  markRead,
}: {
  person: { readonly name: string; readonly account: string; readonly roles: readonly Role[] };
  jobs: RunningJobs;
  notifications: readonly NotificationRow[];
  alarms: number; // open ones
  markRead: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <header className="no-print flex min-h-14 flex-wrap items-center justify-between gap-x-5 gap-y-2 border-b border-hairline px-4 py-2 md:px-8">
      <SearchBox />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[13px]">
        <JobsTray running={jobs} />
        <NotificationTray notifications={notifications} alarms={alarms} markRead={markRead} />
        <PersonMenu person={person} />
        <UtcClock />
      </div>
    </header>
  );
}
