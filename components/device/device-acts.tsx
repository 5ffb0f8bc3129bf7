import type { Device } from '@/lib/custody/device.ts';
import type { DeviceAct } from '@/lib/custody/device-action.ts';
import { deviceActTitle } from '@/lib/custody/device-action-words.ts';
import { mayUse, neededUse, ruleOn, secondPersonFor } from '@/lib/custody/device-rights.ts';
import type { DevicePage } from '@/lib/queries/get-device.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { DeviceActForm } from './device-act-form.tsx';

type FormAction = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What can be asked of the device, in the order in which it should be: what is volatile first. */
export function DeviceActs({
  page,
  now,
  newKey,
  collect,
  respond,
}: {
  page: DevicePage;
  now: Device | null; // null: Defender does not say what it is called now, so nothing can be confirmed
  newKey: () => string; // one for each form
  collect: FormAction;
  respond: FormAction;
}) {
  if (now === null) return <NothingNow />;
  const rule = ruleOn(page.rights, now.group);
  const offered = acts.filter(
    ({ act }) =>
      (act.kind === 'collect-package' ? page.may.collect : page.may.respond) &&
      mayUse(rule, page.held, neededUse(act)),
  );
  return (
    <section className="no-print mt-8" aria-labelledby="acts">
      <h2 id="acts" className="font-semibold">
        Act on the device
      </h2>
      <p className="mt-1 text-[13px] text-ink-2">
        Take what is volatile first: package before isolation, isolation before disk.
        {rule.tier0 && ' This device is tier 0: whatever touches it waits for a second person.'}
      </p>
      {offered.length === 0 && (
        <p className="mt-3">
          You have no right on{' '}
          {now.group === null ? 'devices in no group' : `the device group ${now.group.name}`}: the two
          controllers set the rights on devices.
        </p>
      )}
      <div className="mt-3 border-y border-hairline">
        {offered.map(({ id, act, submit }) => (
          <details key={id} className="border-b border-hairline py-3 last:border-b-0">
            <summary className="font-medium">{titleOf(act)}</summary>
            <DeviceActForm
              id={id}
              act={act}
              incidentId={page.incident.id}
              deviceId={page.deviceId}
              deviceName={now.name}
              secondPerson={secondPersonFor(page.rights, now.group, act)}
              requestKey={newKey()}
              submit={submit}
              request={act.kind === 'collect-package' ? collect : respond}
            />
          </details>
        ))}
      </div>
    </section>
  );
}

function NothingNow() {
  return (
    <section className="no-print mt-8" aria-labelledby="acts">
      <h2 id="acts" className="font-semibold">
        Act on the device
      </h2>
      <p className="mt-1 text-[13px] text-ink-2">
        Nothing can be asked of it now: while Defender does not describe the device, nobody can confirm which
        one it would be done to.
      </p>
    </section>
  );
}

const acts: readonly { readonly id: string; readonly act: DeviceAct; readonly submit: string }[] = [
  { id: 'package', act: { kind: 'collect-package' }, submit: 'Collect the package' },
  { id: 'isolate', act: { kind: 'isolate', type: 'Full' }, submit: 'Isolate the device' },
  { id: 'isolate-selective', act: { kind: 'isolate', type: 'Selective' }, submit: 'Isolate selectively' },
  { id: 'release', act: { kind: 'release' }, submit: 'Release the device' },
  { id: 'scan-quick', act: { kind: 'scan', type: 'Quick' }, submit: 'Scan quickly' },
  { id: 'scan-whole', act: { kind: 'scan', type: 'Full' }, submit: 'Scan in full' },
  { id: 'quarantine-one', act: { kind: 'stop-and-quarantine', sha1: '' }, submit: 'Stop and quarantine' },
  { id: 'restricting', act: { kind: 'restrict' }, submit: 'Restrict programs' },
  { id: 'unrestricting', act: { kind: 'unrestrict' }, submit: 'End the restriction' },
];

function titleOf(act: DeviceAct): string {
  const title = deviceActTitle(act.kind);
  switch (act.kind) {
    case 'isolate':
      return act.type === 'Full' ? title : `${title}, but for Outlook and Teams`;
    case 'scan':
      return `${title}, ${act.type === 'Full' ? 'full' : 'quick'}`;
    default:
      return title;
  }
}
