import Link from 'next/link';
import { listHref } from '@/components/ui/list-href.ts';
import { quotedWhereNeeded } from '@/lib/custody/event-query-words.ts';

/** Questions that are asked often. `self`: the account of who asks. */
export function SearchPresets({ text, self }: { text: string; self: string }) {
  const presets = [
    { label: 'Everything', q: '' },
    { label: 'Access to evidence', q: 'action:access -action:access.signed-in -action:access.signed-out' },
    { label: 'Refused or failed', q: 'outcome:refused outcome:failed' },
    { label: 'Sealed and verified', q: 'type:evidence.sealed type:evidence.verified' },
    { label: 'Sign-ins', q: 'type:access.signed-in type:access.signed-out' },
    { label: 'What I did', q: `actor:${quotedWhereNeeded(self)}` },
  ];
  return (
    <nav aria-label="Frequent searches" className="no-print mt-3">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[13px]">
        {presets.map(({ label, q }) => (
          <li key={label}>
            <Link
              href={listHref('/audit', { q })}
              aria-current={q === text ? 'true' : undefined}
              className={`inline-block py-1 ${q === text ? 'font-semibold' : 'text-ink-2 hover:text-ink'}`}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
