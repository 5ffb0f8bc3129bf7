import { CopyButton } from '@/components/ui/copy-button.tsx';
import { opensslCommands } from './openssl-commands.ts';

/** The public key, and how anyone checks the note with OpenSSL instead of us. Tried as it stands. */
export function VerifyYourself({ keys }: { keys: readonly string[] }) {
  const [first] = keys;
  if (first === undefined) return null;
  const commands = opensslCommands(first);
  return (
    <div>
      <h3 className="text-[13px] text-ink-2">Verifier {keys.length === 1 ? 'key' : 'keys'}</h3>
      <ul className="mt-1 grid gap-1">
        {keys.map((key) => (
          <li
            key={key}
            className="flex items-start justify-between gap-3 rounded-lg border border-hairline bg-panel p-3"
          >
            <code className="font-mono text-[12px] break-all">{key}</code>
            <CopyButton value={key} label="Copy the verifier key" quiet />
          </li>
        ))}
      </ul>
      <p className="mt-2 text-[13px] text-ink-2">
        Keep the key beside the note, outside Holdfast. To check the signature without us, save the note as{' '}
        <code className="font-mono text-[12px]">checkpoint.note</code> and run:
      </p>
      <details className="mt-2">
        <summary className="cursor-pointer text-[13px]">Check it with OpenSSL</summary>
        <div className="mt-2 flex justify-end">
          <CopyButton value={commands} label="Copy the commands" />
        </div>
        <pre className="mt-1 rounded-lg border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all">
          {commands}
        </pre>
        <p className="mt-2 text-[13px] text-ink-2">
          OpenSSL 3 answers “Signature Verified Successfully”. The key in the commands is the one above.
        </p>
      </details>
      <p className="mt-2 text-[13px] text-ink-2">
        <a className="underline underline-offset-2" href="/verify.html" download="holdfast-verify.html">
          Download the verifier
        </a>
        : one HTML file that checks proofs and bundles from your own disk, without any network.
      </p>
    </div>
  );
}
