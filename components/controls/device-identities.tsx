import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import {
  type DeviceIdentityName,
  deviceIdentityDuty,
  foreignPermissions,
  missingPermissions,
} from '@/lib/custody/device-identities.ts';

interface Standing {
  readonly name: DeviceIdentityName;
  readonly setting: string;
  readonly configured: boolean;
  readonly sameAs: readonly DeviceIdentityName[];
  readonly permissions: readonly string[] | null; // null: not known
}

/** The four identities that ask Defender, and whether each holds its own permissions alone. */
export function DeviceIdentities({ identities }: { identities: readonly Standing[] }) {
  return (
    <section aria-labelledby="device-identities" className="mt-10">
      <h2 id="device-identities" className="mb-2 text-[17px] font-semibold">
        Identities that ask Defender
      </h2>
      <p className="mb-3 max-w-[80ch] text-ink-2">
        Each for one thing, so that whoever takes one over does not have the others. The permissions are those
        that an identity’s own token for Defender names now; what it may do at Microsoft Graph is not among
        them.
      </p>
      <Table caption="Identities that ask Defender" columns={['Identity', 'For', 'State', 'Permissions']}>
        {identities.map((one) => (
          <tr key={one.name}>
            <td className="font-medium">{one.name}</td>
            <td className="min-w-[180px]">{deviceIdentityDuty(one.name)}</td>
            <td className="min-w-[200px]">
              <State standing={one} />
            </td>
            <td className="min-w-[220px] break-words">
              {one.permissions === null ? 'Unknown' : one.permissions.toSorted().join(', ') || 'None'}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function State({ standing }: { standing: Standing }) {
  const { name, setting, configured, sameAs, permissions } = standing;
  if (!configured)
    return (
      <>
        <StatusPill status="unknown" note="Not set up" />
        <span className="block text-[13px] break-all text-ink-2">{setting}</span>
      </>
    );
  if (sameAs.length > 0) return <Trouble words={`The same identity as ${sameAs.join(' and ')}`} />;
  if (permissions === null) return <StatusPill status="unknown" />;
  const foreign = foreignPermissions(name, permissions);
  if (foreign.length > 0) return <Trouble words={`Holds what is not its own: ${foreign.join(', ')}`} />;
  const missing = missingPermissions(name, permissions);
  if (missing.length > 0) return <Trouble words={`Lacks ${missing.join(', ')}`} />;
  return <StatusPill status="pass" note="Its own alone" />;
}

function Trouble({ words }: { words: string }) {
  return (
    <>
      <StatusPill status="fail" />
      <span className="block text-[13px] text-ink-2">{words}</span>
    </>
  );
}
