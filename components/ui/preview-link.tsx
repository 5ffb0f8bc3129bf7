import Link from 'next/link';

/** Opens a row beside its list. `name`: what the row is called, for those who hear the link alone. */
export function PreviewLink({ href, name, open }: { href: string; name: string; open: boolean }) {
  return (
    <Link
      className={`block text-[12px] hover:underline ${open ? 'font-medium text-accent' : 'text-ink-2'}`}
      href={href}
      aria-current={open ? 'true' : undefined}
      scroll={false}
    >
      {open ? 'Shown beside' : 'Preview'}
      <span className="sr-only"> {name}</span>
    </Link>
  );
}
