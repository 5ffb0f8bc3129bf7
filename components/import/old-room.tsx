import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { OldRoom as OldRoomFacts } from '@/lib/custody/old-room.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import { TakeOverForm } from './take-over-form.tsx';
import type { Register } from './use-bringing.ts';

const mostStrays = 100;

/** The room of the older reference as it is now: what can be taken over, and what else lies there. */
export function OldRoom({
  found,
  page,
  ...form
}: {
  found: { readonly place: string; readonly room: OldRoomFacts | { readonly problem: string } } | null;
  page: string; // its address
  incidentId: string;
  retentionDays: number;
  register: Register;
}) {
  if (found === null)
    return (
      <EmptyState title="Not set up">
        An administrator names the container and the vault in the settings.
      </EmptyState>
    );
  const { place, room } = found;
  if ('problem' in room)
    return (
      <Notice tone="unknown" title="Unknown: the storage or the vault of the older reference did not answer.">
        {room.problem}
      </Notice>
    );
  const { images, strays, protection, readAt, isPart, next, hasMoreSecrets } = room;
  return (
    <>
      <p className="mt-2 max-w-[64ch] text-[13px] text-ink-2 [overflow-wrap:anywhere]">
        {place}. At <Time at={readAt} inline /> storage says of the container: legal hold{' '}
        {yes(protection.legalHold)}, retention policy {yes(protection.immutabilityPolicy)}; nothing of any
        time before. Everybody who may acquire sees these names, whatever incident they belong to.
      </p>
      {hasMoreSecrets && (
        <Notice tone="attention" title="The vault holds more secrets than are listed here.">
          Hash values of these images may be among the others. When an image is taken over, all that the vault
          has of it is asked for by name.
        </Notice>
      )}
      {isPart && (
        <p className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-[13px]">
          <span>A part of the container, by name. What has its image in another part is not named here.</span>
          {next !== null && (
            <Link className="underline" href={listHref(page, { way: 'reference-vault', from: next })}>
              Next part
            </Link>
          )}
          <Link className="underline" href={listHref(page, { way: 'reference-vault' })}>
            First part
          </Link>
        </p>
      )}
      {images.length === 0 ? (
        <EmptyState title={isPart ? 'No disk image in this part' : 'No disk image there'}>
          Nothing in {isPart ? 'it' : 'the container'} has a name of the runbook.
        </EmptyState>
      ) : (
        <TakeOverForm images={images} {...form} />
      )}
      {strays.length > 0 && (
        <section className="mt-8 max-w-[640px]">
          <h2 className="font-semibold">What else lies there</h2>
          <ul className="mt-2 list-disc pl-5 text-[13px] [overflow-wrap:anywhere]">
            {strays.slice(0, mostStrays).map((words) => (
              <li key={words}>{inPlainSight(words)}</li>
            ))}
            {strays.length > mostStrays && <li>And {strays.length - mostStrays} more.</li>}
          </ul>
        </section>
      )}
    </>
  );
}

function yes(value: boolean | null): string {
  if (value === null) return 'Unknown';
  return value ? 'yes' : 'no';
}
