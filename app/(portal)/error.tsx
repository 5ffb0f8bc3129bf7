'use client';

import { Outage } from '@/components/shell/outage.tsx';

/** One page that could not be made, inside the frame that could. */
export default function PortalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <div className="py-8">
      <Outage title="This page could not be made" reference={error.digest} retry={retry} />
    </div>
  );
}
