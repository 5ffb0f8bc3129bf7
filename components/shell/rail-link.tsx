'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

/** One section; marked while any of its pages is open. */
export function RailLink({
  href,
  label,
  count = 0,
  counted = 'running',
}: {
  href: string;
  label: string;
  count?: number;
  counted?: string; // what the number says, for who does not see it
}) {
  const here = usePathname();
  const open = here === href || here.startsWith(`${href}/`);
  return (
    <li>
      <Link
        href={href}
        aria-current={open ? 'page' : undefined}
        className={`flex min-h-8 items-center justify-between gap-3 rounded-md border px-2.5 py-1 whitespace-nowrap ${open ? 'border-hairline bg-panel font-medium' : 'border-transparent text-ink-2 hover:text-ink'}`}
      >
        {label}
        {count > 0 && (
          <span className="text-[12px] font-medium text-accent">
            {count}
            <span className="sr-only"> {counted}</span>
          </span>
        )}
      </Link>
    </li>
  );
}
