'use client';

import { Button } from '@/components/ui/button.tsx';

export default function PortalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <section className="max-w-[640px] py-16">
      <h1 className="text-[23px] font-semibold">This page could not be made</h1>
      <p className="mt-2 text-ink-2">
        Nothing was changed. The database or a service may be away for a moment; trying again is safe. Running
        acquisitions go on by themselves.
      </p>
      <p className="mt-3 mb-6 font-mono text-[13px]">Reference {error.digest ?? 'none'}</p>
      <Button variant="primary" onClick={reset}>
        Try again
      </Button>
    </section>
  );
}
