import Link from 'next/link';
import { mayDo } from '@/lib/custody/permission.ts';
import type { Role } from '@/lib/custody/role.ts';
import { RailLink } from './rail-link.tsx';

/** The house at a glance: only the rooms that this person may enter. */
export function Rail({
  roles,
  running,
  waiting,
  alarms,
}: {
  roles: readonly Role[];
  running: number; // acquisitions
  waiting: number; // requests for this person's decision
  alarms: number; // open ones
}) {
  return (
    <nav
      aria-label="Sections"
      className="no-print border-b border-hairline bg-rail px-3 py-3 md:sticky md:top-0 md:h-screen md:border-r md:border-b-0 md:py-5"
    >
      <Link href="/incidents" className="flex items-center gap-2.5 px-2.5 text-[15px] font-semibold">
        <Mark />
        Holdfast
      </Link>
      <ul className="mt-2 flex flex-wrap gap-1 md:mt-5 md:grid md:gap-0.5">
        {mayDo(roles, 'dashboard.read') && <RailLink href="/dashboard" label="Dashboard" />}
        <RailLink href="/incidents" label="Incidents" />
        <RailLink href="/evidence" label="Evidence" />
        {mayDo(roles, 'acquisition.read') && (
          <RailLink href="/acquisitions" label="Acquisitions" count={running} />
        )}
        {mayDo(roles, 'device.read') && <RailLink href="/devices" label="Devices" />}
        {mayDo(roles, 'access.read') && (
          <RailLink href="/requests" label="Requests" count={waiting} counted="waiting for you" />
        )}
        {mayDo(roles, 'script.read') && <RailLink href="/scripts" label="Scripts" />}
        {mayDo(roles, 'alarm.read') && (
          <RailLink href="/alarms" label="Alarms" count={alarms} counted="open" />
        )}
        {mayDo(roles, 'ledger.read') && <RailLink href="/ledger" label="Ledger" />}
        {mayDo(roles, 'report.read') && <RailLink href="/reports" label="Reports" />}
        {mayDo(roles, 'audit.search') && <RailLink href="/audit" label="Audit" />}
        {mayDo(roles, 'posture.read') && <RailLink href="/posture" label="Posture" />}
        {mayDo(roles, 'reconciliation.read') && <RailLink href="/reconciliation" label="Reconciliation" />}
        {mayDo(roles, 'controls.read') && <RailLink href="/controls" label="Controls" />}
        {mayDo(roles, 'break-glass.read') && <RailLink href="/break-glass" label="Break-glass" />}
        <RailLink href="/settings" label="Settings" />
      </ul>
    </nav>
  );
}

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="9" cy="9" r="3" fill="currentColor" />
    </svg>
  );
}
