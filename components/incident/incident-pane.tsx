import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { IncidentView } from '@/lib/queries/get-incident.ts';
import { Severity } from './severity.tsx';
import { sourceWord, sourceWords } from './source-words.ts';

/** An incident beside the list: its newest alerts, its machines, and how much evidence it has. */
export function IncidentPane({ incident, closeHref }: { incident: IncidentView; closeHref: string }) {
  return (
    <SidePane
      title={incident.number}
      status={<StatusPill status={incident.status} />}
      subtitle={inPlainSight(incident.title)}
      open={{ href: `/incidents/${incident.id}`, words: 'Open the incident' }}
      closeHref={closeHref}
    >
      <DefinitionList
        rows={[
          ['Severity', <Severity key="severity" value={incident.severity} />],
          ['Source', sourceWord(incident.source)],
          ['Assigned to', incident.assignedTo],
          ['Class', incident.classification === null ? null : sourceWords(incident.classification)],
          ['Opened', <Time key="opened" at={incident.openedAt} />],
          [
            'Evidence',
            `${incident.counts.evidence}, of which ${incident.counts.sealed} sealed${incident.counts.missing > 0 ? `, ${incident.counts.missing} missing` : ''}`,
          ],
          ['Recorded', `${incident.counts.events} events`],
        ]}
      />
      <Named
        title="Alerts"
        none="Opened without one."
        inAll={incident.counts.alerts}
        rows={incident.alerts.map((alert) => ({ ...alert, name: alert.title, more: null }))}
      />
      <Named
        title="Machines"
        none="None."
        inAll={incident.counts.machines}
        rows={incident.machines.map((machine) => ({
          ...machine,
          more: machine.powerState ?? 'state unknown',
        }))}
      />
      {incident.devices.length > 0 && (
        <Named
          title="Devices"
          none="None."
          inAll={incident.entities - incident.counts.machines}
          rows={incident.devices.map((device) => ({ ...device, more: device.osPlatform }))}
        />
      )}
    </SidePane>
  );
}

interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly more: string | null;
}

const shown = 5;

function Named({
  title,
  none,
  rows,
  inAll,
}: {
  title: string;
  none: string;
  rows: readonly NamedRow[];
  inAll: number;
}) {
  return (
    <section>
      <h3 className="text-[13px] font-semibold">{title}</h3>
      {rows.length === 0 && <p className="mt-1 text-[13px] text-ink-2">{none}</p>}
      <ul className="mt-1 text-[13px]">
        {rows.slice(0, shown).map((row) => (
          <li key={row.id} className="[overflow-wrap:anywhere]">
            <PlainText text={row.name} />
            {row.more !== null && <span className="text-ink-2"> · {row.more}</span>}
          </li>
        ))}
      </ul>
      {inAll > shown && <p className="text-[13px] text-ink-2">and {inAll - shown} more</p>}
    </section>
  );
}
