'use client';

import './globals.css';

/** When even the frame cannot be made, mostly because the database is away: says so, and that nothing was changed. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto max-w-[640px] px-6 py-24">
          <title>Not available · Holdfast</title>
          <h1 className="text-[23px] font-semibold">Holdfast is not available right now</h1>
          <p className="mt-2 text-ink-2">
            The database or a part of the portal does not answer. Nothing was changed; acquisitions under way
            go on by themselves as soon as it is back. Trying again is safe.
          </p>
          <p className="mt-3 mb-6 font-mono text-[13px]">Reference {error.digest ?? 'none'}</p>
          <button
            type="button"
            onClick={reset}
            className="rounded-md bg-ink px-3.5 py-1.5 text-[13px] font-medium text-paper"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
