import type { ReactNode } from 'react';
import { LedgerBanner } from '@/components/ledger/ledger-banner.tsx';
import { SessionWatch } from '@/components/session/session-watch.tsx';
import { FocusHeading } from '@/components/shell/focus-heading.tsx';
import { LiveRefresh } from '@/components/shell/live-refresh.tsx';
import { Rail } from '@/components/shell/rail.tsx';
import { TopBar } from '@/components/shell/top-bar.tsx';
import { ZoneProvider } from '@/components/ui/zone.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getSettings } from '@/lib/queries/get-settings.ts';
import { ledgerAlarm } from '@/lib/queries/ledger-alarm.ts';
import { countAlarms } from '@/lib/queries/list-alarms.ts';
import { listNotifications } from '@/lib/queries/list-notifications.ts';
import { listRunningJobs } from '@/lib/queries/list-running-jobs.ts';
import { countWaitingForMe } from '@/lib/queries/waiting-for-me.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { standingPauses } from '@/lib/runtime/standing-pauses.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { markNotificationsReadAction } from './actions.ts';

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  const [notifications, jobs, settings, alarm, waiting, alarms] = await Promise.all([
    listNotifications(viewer),
    runtime()
      .then(standingPauses)
      .then((pauses) => listRunningJobs(viewer, pauses)),
    getSettings(viewer),
    ledgerAlarm(viewer),
    countWaitingForMe(viewer),
    mayDo(viewer.actor.roles, 'alarm.read') ? countAlarms(viewer).then(({ open }) => open) : 0,
  ]);
  return (
    <div className="min-h-screen md:grid md:grid-cols-[208px_minmax(0,1fr)] print:block">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <LiveRefresh />
      <SessionWatch objectId={viewer.actor.objectId} />
      <Rail roles={viewer.actor.roles} running={jobs.inAll} waiting={waiting} alarms={alarms} />
      <div className="min-w-0">
        <TopBar
          person={{
            name: viewer.actor.displayName,
            account: viewer.actor.userPrincipalName,
            roles: viewer.actor.roles,
          }}
          jobs={jobs}
          notifications={notifications}
          alarms={alarms}
          markRead={markNotificationsReadAction}
        />
        <LedgerBanner alarm={alarm} linked={mayDo(viewer.actor.roles, 'ledger.read')} />
        <main id="content" className="mx-auto max-w-[1280px] px-4 pt-6 pb-16 md:px-8">
          <FocusHeading />
          <ZoneProvider zone={settings.timeZone}>{children}</ZoneProvider>
        </main>
      </div>
    </div>
  );
}
