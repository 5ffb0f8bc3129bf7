'use client';

import { Outage } from '@/components/shell/outage.tsx';
import './globals.css';

/** When even the frame cannot be made, mostly because the database is away. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Not available · Holdfast</title>
        <main className="mx-auto max-w-[720px] px-4 py-16 md:px-8 md:py-24">
          <p className="mb-8 font-semibold">Holdfast</p>
          <Outage
            title="Holdfast is not available right now"
            reference={error.digest}
            retry={() => window.location.reload()}
          />
        </main>
      </body>
    </html>
  );
}
