import Link from 'next/link';
import { AuditLink } from '@/components/audit/audit-link.tsx';
import { ExportLink } from '@/components/custody/export-link.tsx';
import { OrganisationPanel } from '@/components/settings/organisation-panel.tsx';
import { PermissionTable } from '@/components/settings/permission-table.tsx';
import { PreferencesForm } from '@/components/settings/preferences-form.tsx';
import { SessionsPanel } from '@/components/settings/sessions-panel.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { getOrganisationHistory } from '@/lib/queries/get-organisation-history.ts';
import { getSettings } from '@/lib/queries/get-settings.ts';
import { currentPolicy } from '@/lib/web/policy.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { changeSettingsAction, describeOrganisationAction, revokeSessionsAction } from './actions.ts';

export const metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const viewer = await requireViewer();
  const [settings, organisation, { retentionDays }] = await Promise.all([
    shown(getSettings(viewer)),
    shown(getOrganisationHistory(viewer)),
    currentPolicy(),
  ]);
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Settings' }]}
        title="Settings"
        subtitle={`${viewer.actor.displayName} · ${viewer.actor.userPrincipalName} · ${viewer.actor.roles.join(', ')}`}
      />
      <div className="mt-8 grid gap-x-11 gap-y-10 lg:grid-cols-2">
        <PreferencesForm
          settings={settings}
          decides={mayDo(viewer.actor.roles, 'access.decide')}
          action={changeSettingsAction}
        />
        <SessionsPanel settings={settings} action={revokeSessionsAction} />
      </div>
      {mayDo(viewer.actor.roles, 'ledger.read') && (
        <p className="mt-8 flex flex-wrap gap-x-5">
          {mayDo(viewer.actor.roles, 'audit.search') && (
            <AuditLink
              of="actor"
              value={viewer.actor.objectId}
              words="Search what is recorded of what you did"
            />
          )}
          <ExportLink
            of="person"
            id={viewer.actor.objectId}
            words="Download what is recorded of what you did"
          />
        </p>
      )}
      <p className="mt-8 max-w-[80ch]">
        Evidence of new incidents is kept for {retentionDays} {retentionDays === 1 ? 'day' : 'days'}.
        {mayDo(viewer.actor.roles, 'controls.read') && (
          <>
            {' '}
            What else guards the evidence, and who may change it, stands under{' '}
            <Link className="underline" href="/controls">
              Controls
            </Link>
            .
          </>
        )}
      </p>
      <OrganisationPanel
        history={organisation}
        action={mayDo(viewer.actor.roles, 'organisation.describe') ? describeOrganisationAction : null}
      />
      <PermissionTable held={viewer.actor.roles} />
    </>
  );
}
