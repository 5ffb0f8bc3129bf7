import { Notice } from '@/components/ui/notice.tsx';
import { isHostile, type PackageVerdict, verdictWords } from '@/lib/custody/package-verdict.ts';

/** Why nothing of a package is read, what was found, and what it means for who opens it elsewhere. */
export function RefusedNotice({ verdict, found }: { verdict: PackageVerdict; found: string }) {
  const { title, meaning } = verdictWords(verdict);
  const hostile = isHostile(verdict);
  return (
    <Notice
      tone={hostile ? 'bad' : 'attention'}
      title={`${hostile ? 'Hostile package' : 'Package not readable'}: ${title}`}
    >
      <p className="[overflow-wrap:anywhere]">{found}</p>
      <p>
        {meaning} Nothing of it was unpacked. It stays sealed as it was received
        {hostile ? '; whoever takes it out should open it only where nothing can be harmed.' : '.'}
      </p>
    </Notice>
  );
}
