import Link from 'next/link';
import type { ReactNode } from 'react';
import { PlainText } from './plain-text.tsx';

/** One thing of a list beside it, or below it where there is no room: its name, the way to its page, and what one looks up most. */
export function SidePane({
  title,
  status,
  subtitle,
  open,
  closeHref,
  children,
}: {
  title: string;
  status: ReactNode;
  subtitle: ReactNode;
  open: { readonly href: string; readonly words: string };
  closeHref: string;
  children: ReactNode;
}) {
  return (
    <aside
      aria-labelledby="pane"
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-5 border-hairline pt-3 lg:sticky lg:top-4 lg:border-l lg:pl-8"
    >
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <h2 id="pane" className="min-w-0 text-[17px] font-semibold break-words">
            <PlainText text={title} />
          </h2>
          {status}
        </div>
        <p className="mt-1 text-[13px] break-words text-ink-2">
          {typeof subtitle === 'string' ? <PlainText text={subtitle} /> : subtitle}
        </p>
        <p className="mt-2 flex gap-4 text-[13px]">
          <Link className="underline" href={open.href}>
            {open.words}
          </Link>
          <Link className="underline" href={closeHref} scroll={false}>
            Close
          </Link>
        </p>
      </div>
      {children}
    </aside>
  );
}
