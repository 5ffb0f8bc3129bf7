'use client';

import { startTransition, useActionState, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ContentPage, DiskStructure } from '@/lib/custody/disk-structure.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { HexPage } from './hex-page.tsx';
import { offsetOf } from './offset-of.ts';
import { StructurePanel } from './structure-panel.tsx';

const pageBytes = 4096n;

/** Pages through an item’s bytes. Each page is an act of its own, recorded before it is shown. */
export function ContentViewer({
  evidenceId,
  sizeBytes,
  isDisk,
  view,
}: {
  evidenceId: string;
  sizeBytes: string;
  isDisk: boolean;
  view: (previous: ActionResult, input: object) => Promise<ActionResult>;
}) {
  const [result, run, pending] = useActionState(view, null);
  const [kept, keep] = useState<ContentPage | null>(null); // what is shown while the next page is read, or refused
  const [structure, keepStructure] = useState<DiskStructure | null>(null);
  const newest = result?.ok === true ? (result.value as ContentPage) : null;
  if (newest !== null && newest !== kept) {
    keep(newest);
    if (newest.structure !== null) keepStructure(newest.structure);
  }
  const go = (offset: bigint) =>
    startTransition(() =>
      run({ evidenceId, offset: offset.toString(), structure: isDisk && structure === null }),
    );
  const refused = result?.ok === false ? result.message : null;
  if (kept === null)
    return <Beginning isDisk={isDisk} pending={pending} refused={refused} open={() => go(0n)} />;
  return (
    <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-8">
      {structure !== null && <StructurePanel structure={structure} go={go} />}
      <section aria-label="Bytes" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 className="font-semibold">Bytes</h2>
        <Places at={kept} size={BigInt(sizeBytes)} pending={pending} go={go} />
        {refused !== null && <Notice tone="bad" title={refused} />}
        <HexPage page={kept} stale={pending} />
        <p className="text-[12px] text-ink-2">
          Each page is recorded under your grant, which ends <Time at={kept.until} inline />. Every block was
          held against its seal before it was shown.
        </p>
      </section>
    </div>
  );
}

function Beginning({
  isDisk,
  pending,
  refused,
  open,
}: {
  isDisk: boolean;
  pending: boolean;
  refused: string | null;
  open: () => void;
}) {
  return (
    <div className="mt-6 grid max-w-[640px] justify-items-start gap-4">
      <p className="text-ink-2">
        You see one page of 4 KiB at a time{isDisk ? ', and what the image says of itself' : ''}. Each page
        that you open is recorded with its place, as a read of yours, and every block is held against its seal
        first.
      </p>
      {refused !== null && <Notice tone="bad" title={refused} />}
      <Button variant="primary" disabled={pending} onClick={open}>
        {pending ? 'Opening; it is recorded first…' : 'Open the first page'}
      </Button>
    </div>
  );
}

function Places({
  at,
  size,
  pending,
  go,
}: {
  at: ContentPage;
  size: bigint;
  pending: boolean;
  go: (offset: bigint) => void;
}) {
  const [typed, type] = useState('');
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const start = BigInt(at.start);
  const before = start > pageBytes ? start - pageBytes : 0n;
  const last = size > pageBytes ? size - pageBytes : 0n;
  return (
    <form
      aria-label="Go to a place"
      className="no-print flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const offset = offsetOf(typed, size);
        if (typeof offset === 'string') return setWrong(offset);
        setWrong(undefined);
        go(offset);
      }}
    >
      <Field label="Offset" hint="Decimal, or 0x… in hexadecimal" htmlFor="offset" error={wrong}>
        <input
          id="offset"
          value={typed}
          onChange={(event) => type(event.target.value)}
          maxLength={24}
          autoComplete="off"
          spellCheck={false}
          className="input max-w-[220px] font-mono"
        />
      </Field>
      <Button type="submit" disabled={pending}>
        Go
      </Button>
      <Button disabled={pending || start === 0n} onClick={() => go(0n)}>
        Start
      </Button>
      <Button disabled={pending || start === 0n} onClick={() => go(before)}>
        Previous
      </Button>
      <Button disabled={pending || BigInt(at.end) >= size} onClick={() => go(BigInt(at.end))}>
        Next
      </Button>
      <Button disabled={pending || BigInt(at.end) >= size} onClick={() => go(last)}>
        End
      </Button>
    </form>
  );
}
