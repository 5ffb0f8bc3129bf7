import { ActionForm } from '@/components/ui/action-form.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { AlarmChannelRow } from '@/lib/queries/list-alarm-channels.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** The ways out of the product, whether each works, and a way to try it. */
export function ChannelsTable({ rows, test }: { rows: readonly AlarmChannelRow[]; test: Act | null }) {
  if (rows.length === 0)
    return (
      <EmptyState title="Alarms stay in the product">
        No channel is set. Whoever runs Holdfast names a webhook, a mail server or a syslog collector in its
        settings, HOLDFAST_ALARM_….
      </EmptyState>
    );
  return (
    <Table
      caption="Channels of alarms"
      columns={['Channel', 'State', 'Last taken', 'Last failed', 'Waiting', { hidden: 'Test' }]}
    >
      {rows.map((row) => (
        <tr key={row.name}>
          <td>
            <span className="block font-medium">{channelWords(row.name)}</span>
            <span className="block text-[13px] break-all text-ink-2">{row.place}</span>
          </td>
          <td className="max-w-[280px] break-words">
            <State row={row} />
          </td>
          <td>{row.succeededAt === null ? 'Never' : <Time at={row.succeededAt} />}</td>
          <td>{row.failedAt === null ? 'Never' : <Time at={row.failedAt} />}</td>
          <td>
            {row.waiting}
            {row.givenUp > 0 && <span className="block text-[13px] text-ink-2">{row.givenUp} given up</span>}
          </td>
          <td>
            {test !== null && (
              <ActionForm
                action={test}
                submit="Send a test"
                working="Sending…"
                done="On its way: what came of it stands here."
              >
                <input type="hidden" name="channel" value={row.name} />
              </ActionForm>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function State({ row }: { row: AlarmChannelRow }) {
  switch (row.state) {
    case 'works':
      return <StatusPill status="done" note="Works" />;
    case 'untried':
      return <StatusPill status="unknown" note="Unknown: nothing was sent yet" />;
    case 'fails':
      return (
        <>
          <StatusPill status="failed" note="Fails" />
          <span className="mt-1 block text-[13px]">
            {row.problem} Since <Time at={row.failingSince} inline />
          </span>
        </>
      );
  }
}

function channelWords(name: string): string {
  switch (name) {
    case 'webhook':
      return 'Webhook';
    case 'mail':
      return 'E-mail';
    case 'syslog':
      return 'Syslog';
    default:
      return name;
  }
}
