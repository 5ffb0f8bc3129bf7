import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';

/** That an item's stored bytes were not what was sealed when somebody read them; nothing while they were. */
export function FrozenNotice({ since, page }: { since: string | null; page?: string }) {
  if (since === null) return null;
  return (
    <Notice tone="bad" title="Frozen: nothing of this item is handed out.">
      Found <Time at={since} inline />, when a block of the stored copy was not what was sealed. The chain of
      custody names the block and who was reading. Do not rely on what is stored there.{' '}
      {page !== undefined && (
        <Link className="underline" href={`${page}?tab=access`}>
          What it takes to hand it out again
        </Link>
      )}
    </Notice>
  );
}
