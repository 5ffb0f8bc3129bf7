import Link from 'next/link';
import { ConnectForm } from '@/components/console/connect-form.tsx';
import { ConsoleView } from '@/components/console/console-view.tsx';
import { SessionsTable } from '@/components/console/sessions-table.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { type ConsolePage, getConsole, type SessionView } from '@/lib/queries/get-console.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { standingPauses } from '@/lib/runtime/standing-pauses.ts';
import { runnableScriptNames } from '@/lib/web/runnable-script-names.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  addIndicatorAction,
  cancelCommandAction,
  closeSessionAction,
  openSessionAction,
  readCommandOutputAction,
  runCommandAction,
} from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string; readonly deviceId: string }>;
  readonly searchParams: Promise<{ readonly session?: string }>;
}

export const metadata = { title: 'Live response console' };

export default async function ConsoleRoute({ params, searchParams }: Props) {
  const [viewer, { incidentId, deviceId }, { session: wanted }] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
  ]);
  const pauses = await standingPauses(await runtime());
  const page = await shown(getConsole(viewer, incidentId, deviceId, wanted, pauses));
  const { incident, shown: session } = page;
  const device = `/incidents/${incident.id}/devices/${page.deviceId}`;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}` },
          { label: page.name, href: device },
          { label: 'Console' },
        ]}
        title={`Console of ${page.name}`}
        status={
          session === null ? null : <StatusPill status={session.closedAt === null ? 'open' : 'closed'} />
        }
        subtitle={session === null ? `${incident.number} · ${incident.title}` : <About session={session} />}
        actions={session?.own === true && <Close sessionId={session.id} />}
      />
      {!incident.open && (
        <Notice tone="attention" title="This incident is closed. Reopen it before you connect." />
      )}
      {page.heldBy !== null && (
        <Notice
          tone="attention"
          title={`${page.heldBy} has the console of this device open. There is one at a time.`}
        />
      )}
      {session !== null && (
        <ConsoleView
          key={session.id}
          session={session}
          scripts={await runnableScriptNames(session.system)}
          run={runCommandAction}
          cancel={cancelCommandAction}
          acts={{ read: readCommandOutputAction, addIndicator: addIndicatorAction }}
        />
      )}
      {session?.own !== true && mayConnect(page) && (
        <ConnectForm incidentId={incident.id} deviceId={page.deviceId} connect={openSessionAction} />
      )}
      {session === null && !page.may.connect && (
        <EmptyState title="Nobody has opened a console on this device">
          A responder or a lead can. <Link href={device}>Back to the device</Link>
        </EmptyState>
      )}
      <SessionsTable sessions={page.sessions} inAll={page.sessionsInAll} current={session?.id ?? null} />
    </>
  );
}

function mayConnect({ may, incident, heldBy, sessions }: ConsolePage): boolean {
  return (
    may.connect && incident.open && heldBy === null && sessions.every(({ closedAt }) => closedAt !== null)
  );
}

function About({ session }: { session: SessionView }) {
  return (
    <>
      {session.personName} · since <Time at={session.openedAt} inline />
      {session.closedAt !== null && (
        <>
          {' '}
          · closed <Time at={session.closedAt} inline />
          {session.closedWhy === 'idle' && ' after half an hour without a line'}
        </>
      )}{' '}
      · “<PlainText text={session.reason} />”
    </>
  );
}

function Close({ sessionId }: { sessionId: string }) {
  return (
    <ActionForm action={closeSessionAction} submit="Close the console" working="Closing…" done="Closed.">
      <input type="hidden" name="sessionId" value={sessionId} />
    </ActionForm>
  );
}
