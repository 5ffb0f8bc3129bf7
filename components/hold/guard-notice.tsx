import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';

/** On an item whose container Azure guards less than what is on record. */
export function GuardNotice({ since, page }: { since: string | null; page: string }) {
  if (since === null) return null;
  return (
    <Notice tone="bad" title="Azure guards this item less than what is on record">
      Found <Time at={since} inline />.{' '}
      <Link className="underline" href={`${page}?tab=holds`}>
        Hold and retention
      </Link>{' '}
      says what is missing.
    </Notice>
  );
}
