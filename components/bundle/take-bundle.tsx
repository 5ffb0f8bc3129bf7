import { DownloadLink } from '@/components/ui/button.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';

/** The ways to take a bundle. In: its address, and what asks for it on the command line. */
export function TakeBundle({ href, asked, folder }: { href: string; asked: string; folder: string }) {
  const command = `npx --no holdfast export ${asked} --out ./${folder}`;
  return (
    <section>
      <h2 className="font-semibold">Take it</h2>
      <p className="mt-2 text-ink-2">
        It is made while it leaves, and your browser shows how far it is. That you took it is recorded before
        its last file leaves, with the digest by which it is known.
      </p>
      <p className="mt-3">
        <DownloadLink href={href} variant="primary">
          Download as .zip
        </DownloadLink>
      </p>
      <p className="mt-3 text-ink-2">Or into a folder, with the log’s own record of it beside:</p>
      <p className="mt-1 flex items-start justify-between gap-3">
        <code className="font-mono text-[13px] break-all">{command}</code>
        <CopyButton value={command} label="Copy the command" quiet />
      </p>
      <p className="mt-3 text-ink-2">
        Who receives it checks it at{' '}
        <a className="underline underline-offset-2" href="/verify">
          /verify
        </a>
        , without signing in and without anything leaving their browser, or by the commands in
        data/README-verify.txt.
      </p>
    </section>
  );
}
