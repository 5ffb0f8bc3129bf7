import type { ReactNode } from 'react';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { deviceUses, type GroupRule } from '@/lib/custody/device-rights.ts';
import { allOtherDevices, deviceUseWords, secondPersonWords } from '@/lib/custody/device-rights-words.ts';
import type { DeviceGroupView, DeviceRightsView } from '@/lib/queries/get-device-rights.ts';

/** Who may use live response and response actions on which device groups, and where a second person is demanded. */
export function DeviceRightsPanel({ view, form }: { view: DeviceRightsView; form: ReactNode }) {
  const { rights, groups, version, since } = view;
  const listed = rights.groups.map((rule) => ({
    rule,
    name: rule.name,
    group: groups.find(({ id }) => id === rule.id) ?? null,
  }));
  const unlisted = groups.filter(({ id }) => rights.groups.every((rule) => rule.id !== id));
  return (
    <section aria-labelledby="device-rights" className="mt-10">
      <h2 id="device-rights" className="mb-2 text-[17px] font-semibold">
        Rights on devices
      </h2>
      <p className="mb-3 max-w-[80ch] text-ink-2">
        Version {version}, {since === null ? 'as the product came' : <Time at={since} inline />}. Tokens of
        applications ignore Microsoft’s device groups: Holdfast keeps these rights itself, when something is
        asked for and again when it is sent. Which group a device is in, Microsoft’s administrators decide; no
        interface lists groups, so they are read from the devices every quarter of an hour.
      </p>
      <Table
        caption="Rights by device group"
        columns={['Device group', ...deviceUses.map(deviceUseWords), 'Tier 0', 'Automation level']}
      >
        {listed.map(({ rule, name, group }) => (
          <RuleRow key={rule.id} name={name} rule={rule} group={group} />
        ))}
        {unlisted.map((group) => (
          <RuleRow key={group.id} name={group.name} rule={null} group={group} />
        ))}
        <RuleRow name={allOtherDevices} rule={rights.others} group={null} />
      </Table>
      <p className="mt-3 max-w-[80ch]">
        {rights.second.length === 0
          ? 'No act takes a second person, but on devices of tier 0.'
          : `A second person is needed for: ${rights.second.map(secondPersonWords).join(', ')}; on devices of tier 0, for everything.`}
      </p>
      {form !== null && (
        <details className="no-print mt-3 border-b border-hairline py-2">
          <summary className="cursor-pointer font-medium">Propose other rights on devices</summary>
          <div className="mt-4 pb-4">{form}</div>
        </details>
      )}
    </section>
  );
}

function RuleRow({
  name,
  rule,
  group,
}: {
  name: string;
  rule: GroupRule | null; // null: as all other devices
  group: DeviceGroupView | null;
}) {
  return (
    <tr>
      <td className="min-w-[160px]">
        {name}
        {group !== null && (
          <span className="block text-[13px] text-ink-2">
            {group.devices} {group.devices === 1 ? 'device' : 'devices'}, <Time at={group.readAt} inline />
          </span>
        )}
      </td>
      {deviceUses.map((use) => (
        <td key={use}>{rule === null ? <Others /> : rule[use].join(', ') || 'Nobody'}</td>
      ))}
      <td>{rule === null ? <Others /> : rule.tier0 ? 'Yes' : 'No'}</td>
      <td className="min-w-[160px]">
        <Automation group={group} />
      </td>
    </tr>
  );
}

function Others() {
  return <span className="text-ink-2">As all others</span>;
}

/** No interface tells the level: what Defender took or refused is all that is known of it. */
function Automation({ group }: { group: DeviceGroupView | null }) {
  const { refusedAt, takenAt } = group ?? { refusedAt: null, takenAt: null };
  if (refusedAt !== null && (takenAt === null || takenAt < refusedAt))
    return (
      <>
        Live response refused for want of one, <Time at={refusedAt} inline />
      </>
    );
  if (takenAt === null) return 'Unknown';
  return (
    <>
      Set when Defender last took a live response, <Time at={takenAt} inline />
    </>
  );
}
