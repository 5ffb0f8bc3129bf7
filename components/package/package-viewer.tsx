'use client';

import { startTransition, useActionState, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { PackagePart } from '@/lib/custody/package-artefact.ts';
import type { PackageInventory, PackageTable } from '@/lib/custody/package-inventory.ts';
import type { PackageVerdict } from '@/lib/custody/package-verdict.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ArtefactList } from './artefact-list.tsx';
import { FileList } from './file-list.tsx';
import { FileTable } from './file-table.tsx';
import { RefusedNotice } from './refused-notice.tsx';
import { addressOf, everything, type PackagePlace } from './table-address.ts';

type Act = (previous: ActionResult, input: object) => Promise<ActionResult>;

/** What an act answers. */
interface Read<T> {
  readonly deviceName: string;
  readonly until: string | null;
  readonly reading:
    | { readonly kind: 'read'; readonly value: T }
    | { readonly kind: 'refused'; readonly verdict: PackageVerdict; readonly found: string };
}

/** Looks into a package. Each reading is an act of its own, recorded before anything is shown; the place is in the address. */
export function PackageViewer({
  evidenceId,
  first,
  list,
  read,
  takeOut,
}: {
  evidenceId: string;
  first: PackagePlace;
  list: Act;
  read: Act;
  takeOut: string | null; // where tables are taken out; null: the viewer may not
}) {
  const [listed, runList, listing] = useActionState(list, null);
  const [opened, runRead, reading] = useActionState(read, null);
  const [place, setPlace] = useState(first);
  const [part, choose] = useState<PackagePart | 'all'>('all');
  const go = (next: PackagePlace) => {
    setPlace(next);
    window.history.replaceState(null, '', `${window.location.pathname}${addressOf(next)}`);
    if (next.path === null) return;
    startTransition(() => runRead({ evidenceId, path: next.path, form: 'page', query: next.query }));
  };
  const show = (wanted: PackagePart) => {
    choose(wanted);
    document.getElementById('files')?.scrollIntoView();
  };
  const open = () => {
    startTransition(() => runList({ evidenceId }));
    if (place.path !== null) go(place);
  };
  const inventory = answerOf<PackageInventory>(listed);
  if (inventory === null) return <Beginning pending={listing} refused={messageOf(listed)} open={open} />;
  if (inventory.reading.kind === 'refused') return <RefusedNotice {...inventory.reading} />;
  const table = answerOf<PackageTable>(opened);
  const isShown = table?.reading.kind === 'read' && table.reading.value.file.path === place.path;
  return (
    <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-9">
      <Ground {...inventory} />
      {place.path !== null && (
        <section aria-label="File" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {messageOf(opened) !== null && <Notice tone="bad" title={messageOf(opened) ?? ''} />}
          {table?.reading.kind === 'refused' && <RefusedNotice {...table.reading} />}
          {isShown && table.reading.kind === 'read' ? (
            <FileTable
              table={table.reading.value}
              query={place.query}
              pending={reading}
              change={(query) => go({ ...place, query })}
              close={() => go({ path: null, query: everything })}
              takeOut={takeOut === null ? null : `${takeOut}${addressOf(place)}`}
            />
          ) : (
            reading && <p className="text-ink-2">Reading {place.path}; it is recorded first…</p>
          )}
        </section>
      )}
      <ArtefactList inventory={inventory.reading.value} show={show} />
      <FileList
        inventory={inventory.reading.value}
        part={part}
        choose={choose}
        current={place.path}
        pending={reading}
        open={(path) => {
          go({ path, query: everything });
          window.scrollTo(0, 0); // where the file is shown
        }}
      />
    </div>
  );
}

function answerOf<T>(result: ActionResult): Read<T> | null {
  return result?.ok === true ? (result.value as Read<T>) : null;
}

function messageOf(result: ActionResult): string | null {
  return result?.ok === false ? result.message : null;
}

function Beginning({
  pending,
  refused,
  open,
}: {
  pending: boolean;
  refused: string | null;
  open: () => void;
}) {
  return (
    <div className="mt-6 grid max-w-[640px] justify-items-start gap-4">
      <p className="text-ink-2">
        The sealed package is opened apart from everything else and never unpacked to a disk. Each file that
        you open is recorded as a read of yours, and every block is held against its seal first.
      </p>
      {refused !== null && <Notice tone="bad" title={refused} />}
      <Button variant="primary" disabled={pending} onClick={open}>
        {pending ? 'Opening; it is recorded first…' : 'Open the package'}
      </Button>
    </div>
  );
}

/** Whose words these are, and on what ground they are shown. */
function Ground({ deviceName, until }: { deviceName: string; until: string | null }) {
  return (
    <p className="max-w-[75ch] text-[13px] text-ink-2">
      Everything below is what <strong className="font-semibold text-ink">{deviceName}</strong> reported of
      itself; nobody checked it on the device. Signs that would act on a screen are written out.{' '}
      {until === null ? (
        'You asked for this package yourself, and the access policy lets you look into it.'
      ) : (
        <>
          Shown under your grant, which ends <Time at={until} inline />.
        </>
      )}
    </p>
  );
}
