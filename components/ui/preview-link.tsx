import Link from 'next/link';

/** Opens a row beside its list. `name`: what the row is called, for those who hear the link alone. */
export function PreviewLink({ href, name }: { href: string; name: string }) {
  return (
    <Link className="block text-[12px] text-ink-2 hover:underline" href={href} scroll={false}>
      Preview<span className="sr-only"> {name}</span>
    </Link>
  );
}
