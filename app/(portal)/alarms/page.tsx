import { AlarmFilter } from '@/components/alarm/alarm-filter.tsx';
import { AlarmPane } from '@/components/alarm/alarm-pane.tsx';
import { AlarmsTable } from '@/components/alarm/alarms-table.tsx';
import { ChannelsTable } from '@/components/alarm/channels-table.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PageFoot } from '@/components/ui/page-foot.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { TabsNav } from '@/components/ui/tabs-nav.tsx';
import { alarmSeverities } from '@/lib/custody/alarm.ts';
import { mayDo } from '@/lib/custody/permission.ts';
import { getAlarm } from '@/lib/queries/get-alarm.ts';
import { listAlarmChannels } from '@/lib/queries/list-alarm-channels.ts';
import { type AlarmView, countAlarms, listAlarms } from '@/lib/queries/list-alarms.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { acknowledgeAlarmAction, closeAlarmAction, testChannelAction } from './actions.ts';

/** The filters, and the alarm that lies open beside the list: all of it in the address. */
interface Query {
  readonly show?: string;
  readonly severity?: string;
  readonly kind?: string;
  readonly before?: string;
  readonly alarm?: string;
}

interface Props {
  readonly searchParams: Promise<Query>;
}

export const metadata = { title: 'Alarms' };

export default async function AlarmsPage({ searchParams }: Props) {
  const [viewer, query] = await Promise.all([requireViewer(), searchParams]);
  const { open, waiting } = await shown(countAlarms(viewer));
  const show = query.show === 'channels' ? 'channels' : query.show === 'history' ? 'history' : 'open';
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Alarms' }]}
        title="Alarms"
        subtitle={
          open === 0
            ? 'None is open.'
            : `${open} open, ${waiting === 0 ? 'all of them acknowledged' : `${waiting} not acknowledged`}.`
        }
      />
      <TabsNav
        label="Which alarms"
        current={show}
        tabs={[
          { id: 'open', label: 'Open', href: '/alarms', count: open },
          { id: 'history', label: 'History', href: '/alarms?show=history' },
          { id: 'channels', label: 'Channels', href: '/alarms?show=channels' },
        ]}
      />
      {show === 'channels' ? (
        <Channels viewer={viewer} />
      ) : (
        <Alarms viewer={viewer} view={show} query={query} />
      )}
    </>
  );
}

async function Channels({ viewer }: { viewer: Viewer }) {
  const rows = await shown(listAlarmChannels(viewer));
  const mayTest = mayDo(viewer.actor.roles, 'alarm.test-channel');
  return <ChannelsTable rows={rows} test={mayTest ? testChannelAction : null} />;
}

async function Alarms({ viewer, view, query }: { viewer: Viewer; view: AlarmView; query: Query }) {
  const { kind, before } = query;
  const severity = alarmSeverities.find((one) => one === query.severity);
  const filters = { show: view === 'open' ? undefined : view, severity, kind };
  const [page, beside] = await shown(
    Promise.all([
      listAlarms(viewer, { view, severity, kind: kind === '' ? undefined : kind, before }),
      query.alarm === undefined ? null : getAlarm(viewer, query.alarm),
    ]),
  );
  const mayAcknowledge =
    beside?.clearedAt === null &&
    beside.acknowledged === null &&
    mayDo(viewer.actor.roles, 'alarm.acknowledge');
  const mayClose =
    beside?.clearedAt === null && beside.endsByHand && mayDo(viewer.actor.roles, 'alarm.close');
  return (
    <>
      <AlarmFilter view={view} severity={severity} kind={kind} kinds={page.kinds} />
      <div className={beside === null ? '' : 'grid gap-8 lg:grid-cols-[minmax(0,1fr)_400px]'}>
        <div className="min-w-0">
          {page.rows.length === 0 ? (
            <EmptyState title={emptyTitle(view, severity !== undefined || (kind ?? '') !== '')}>
              {view === 'open' && 'What went wrong before stands in the history.'}
            </EmptyState>
          ) : (
            <AlarmsTable
              rows={page.rows}
              readAt={page.readAt}
              openId={beside?.id ?? null}
              besideHref={(id) => listHref('/alarms', { ...filters, alarm: id })}
            />
          )}
          <PageFoot
            {...{ shown: page.rows.length, inAll: page.inAll, what: 'alarms', nextWords: 'Load more' }}
            next={page.olderThan && listHref('/alarms', { ...filters, before: page.olderThan })}
            first={before === undefined ? null : listHref('/alarms', filters)}
          />
        </div>
        {beside !== null && (
          <div className="order-first min-w-0 lg:order-none">
            <AlarmPane
              alarm={beside}
              closeHref={listHref('/alarms', filters)}
              acknowledge={mayAcknowledge ? acknowledgeAlarmAction : null}
              close={mayClose ? closeAlarmAction : null}
            />
          </div>
        )}
      </div>
    </>
  );
}

function emptyTitle(view: AlarmView, filtered: boolean): string {
  if (filtered) return 'No alarm matches';
  return view === 'open' ? 'No alarm is open' : 'No alarm is over yet';
}
