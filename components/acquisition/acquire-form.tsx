'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useActionState, useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { focusFirstWrong } from '@/components/ui/focus-first-wrong.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { useDraft } from '@/components/ui/use-draft.ts';
import { consistencyNote, planSentence } from '@/lib/custody/acquisition-plan.ts';
import { retentionDaysOf } from '@/lib/custody/retention.ts';
import type { AcquireOptions } from '@/lib/queries/get-acquire-options.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import type { AcquireDraft } from './acquire-draft.ts';
import { AuthorityFields } from './authority-fields.tsx';
import { DiskChoice } from './disk-choice.tsx';
import { LockConfirmation } from './lock-confirmation.tsx';
import { ReadModeChoice } from './read-mode-choice.tsx';
import { ReasonField } from './reason-field.tsx';
import { ReviewPane } from './review-pane.tsx';

/** The whole acquisition on one page: target, reason and authority, reading, review. Keeps a draft; refusals lose nothing. */
export function AcquireForm({
  options,
  chosen,
  retentionDays,
  requestKey,
  action,
}: {
  options: AcquireOptions;
  chosen: readonly string[];
  retentionDays: number;
  requestKey: string;
  action: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { incident, machine, firstLock } = options;
  const [result, submit, pending] = useActionState(action, null);
  const [draft, change, forget] = useDraft<AcquireDraft>(`holdfast:acquire:${incident.id}:${machine.rowId}`, {
    disks: chosen,
    reason: '',
    authorityType: 'internal-policy',
    authorityNumber: '',
    validFrom: '',
    validUntil: '',
    readMode: 'page-list',
    rehearsal: false,
    requestKey,
  });
  const possible = machine.disks.flatMap(({ disk, assessment, running }) =>
    assessment.feasible && running === null && disk.resourceId !== null ? [disk.resourceId] : [],
  );
  const selected = draft.disks.filter((id) => possible.includes(id));
  const rehearsal = firstLock !== null && draft.rehearsal;
  const plan = planSentence(
    { name: machine.facts?.name ?? machine.name, disks: machine.disks.map((option) => option.disk) },
    selected,
    { retentionDays },
    rehearsal,
  );
  const errors = result?.ok === false ? (result.fields ?? {}) : {};

  // biome-ignore lint/correctness/useExhaustiveDependencies: leaves the page once, when the answer is there
  useEffect(() => {
    // Nothing was begun under this key, or something else was: the next click is another request.
    if (result?.ok === false && result.code === 'conflict') change({ requestKey: crypto.randomUUID() });
    if (form.current !== null && result?.ok === false) focusFirstWrong(form.current, result.fields ?? {});
    if (result?.ok !== true) return;
    forget();
    router.push(placeAfter(result.value));
  }, [result]);

  return (
    <form ref={form} action={submit} className="grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
      <input type="hidden" name="incidentId" value={incident.id} />
      <input type="hidden" name="machineResourceId" value={machine.resourceId} />
      <input type="hidden" name="requestKey" value={draft.requestKey} />
      <input type="hidden" name="confirmedPlan" value={plan} />
      <div className="grid gap-8">
        <fieldset>
          <legend className="font-semibold">Disks</legend>
          {possible.length > 1 && (
            <label className="flex items-center gap-3 border-b border-hairline py-3">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={selected.length === possible.length}
                onChange={(event) => change({ disks: event.target.checked ? possible : [] })}
              />
              <span>All {possible.length} disks that can be acquired</span>
            </label>
          )}
          <ul>
            {machine.disks.map((option) => (
              <DiskChoice
                key={option.disk.resourceId ?? option.disk.name}
                option={option}
                chosen={{
                  checked: option.disk.resourceId !== null && selected.includes(option.disk.resourceId),
                  onToggle: (on) => change({ disks: toggled(selected, option.disk.resourceId, on) }),
                  onlyHref: `?machine=${machine.rowId}&disk=${encodeURIComponent(option.disk.resourceId ?? '')}`,
                }}
              />
            ))}
          </ul>
          {consistencyNote(selected.length) !== null && (
            <p className="mt-2 text-[13px] text-ink-2">{consistencyNote(selected.length)}</p>
          )}
        </fieldset>
        <ReasonField value={draft.reason} error={errors.reason} onChange={(reason) => change({ reason })} />
        <AuthorityFields draft={draft} errors={errors} onChange={change} />
        <ReadModeChoice value={draft.readMode} onChange={(readMode) => change({ readMode })} />
        {firstLock !== null && (
          <LockConfirmation
            offer={firstLock}
            retentionDays={retentionDays}
            rehearsal={rehearsal}
            error={errors.lockConfirmation}
            onChange={(wanted) => change({ rehearsal: wanted })}
          />
        )}
      </div>
      <ReviewPane
        plan={selected.length === 0 ? null : plan}
        machineName={machine.name}
        diskCount={selected.length}
        retentionDays={retentionDaysOf({ rehearsal }, { retentionDays })}
      >
        {result?.ok === false && (
          <div role="alert">
            <Notice tone="bad" title={refusedTitle(draft)}>
              {result.message}
            </Notice>
          </div>
        )}
        {result?.ok === true && (
          <Notice tone="good" title="Begun. Opening its progress.">
            <Link className="underline" href={placeAfter(result.value)}>
              Open it
            </Link>
          </Notice>
        )}
        <Button type="submit" variant="primary" disabled={pending || selected.length === 0 || !incident.open}>
          {pending ? 'Asking…' : buttonWords(rehearsal, selected.length)}
        </Button>
      </ReviewPane>
    </form>
  );
}

// A form that was sent without scripts comes back empty.
function refusedTitle(draft: AcquireDraft): string {
  const kept = draft.reason === '' ? '.' : ', and what you typed is kept.';
  return `Not begun. Nothing was touched${kept}`;
}

function buttonWords(rehearsal: boolean, disks: number): string {
  const verb = rehearsal ? 'Rehearse' : 'Acquire';
  if (disks === 0) return verb;
  return `${verb}${rehearsal ? ' with' : ''} ${disks === 1 ? '1 disk' : `${disks} disks`}`;
}

function toggled(selected: readonly string[], id: string | null, on: boolean): readonly string[] {
  if (id === null) return selected;
  return on ? [...selected, id] : selected.filter((other) => other !== id);
}

function placeAfter(value: unknown): string {
  const acquisitions =
    typeof value === 'object' &&
    value !== null &&
    'acquisitions' in value &&
    Array.isArray(value.acquisitions)
      ? (value.acquisitions as readonly { readonly id: string }[])
      : [];
  const [only, ...others] = acquisitions;
  return only !== undefined && others.length === 0 ? `/acquisitions/${only.id}` : '/acquisitions?only=open';
}
