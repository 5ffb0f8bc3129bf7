import Link from 'next/link';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Variant = 'primary' | 'plain' | 'danger';

const shape =
  'inline-flex min-h-[34px] items-center justify-center rounded-md border px-3.5 py-1.5 text-[13px] font-medium whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-55';

function look(variant: Variant): string {
  switch (variant) {
    case 'primary':
      return `${shape} border-ink bg-ink text-paper hover:opacity-90`;
    case 'plain':
      return `${shape} border-hairline bg-panel text-ink hover:border-ink-3`;
    case 'danger':
      return `${shape} border-bad bg-panel text-bad hover:bg-bad-soft`;
  }
}

/** One filled (`primary`) button a page. */
export function Button({
  variant = 'plain',
  className = '',
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { variant?: Variant }) {
  return <button type={type} className={`${look(variant)} ${className}`} {...rest} />;
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({
  href,
  variant = 'plain',
  children,
}: {
  href: string;
  variant?: Variant;
  children: ReactNode;
}) {
  return (
    <Link href={href} className={look(variant)}>
      {children}
    </Link>
  );
}

/** A link that looks like a button, to a file. A plain one: fetched beforehand it would be recorded as a read. */
export function DownloadLink({
  href,
  variant = 'plain',
  children,
}: {
  href: string;
  variant?: Variant;
  children: ReactNode;
}) {
  return (
    <a href={href} download className={look(variant)}>
      {children}
    </a>
  );
}
