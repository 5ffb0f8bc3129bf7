import Link from 'next/link';

/** The way to a bundle, beside the plain files. */
export function BundleLink({ href }: { href: string }) {
  return (
    <Link className="no-print text-[13px] underline underline-offset-2" href={href}>
      Bundle for a court or an expert
    </Link>
  );
}
