'use client';

import Link from 'next/link';
import { Notice } from '@/components/ui/notice.tsx';
import type { AcquireOptions } from '@/lib/queries/get-acquire-options.ts';
import { DiskChoice } from './disk-choice.tsx';

/** A machine of which nothing can be acquired: every disk with its reason, and no form that could not be sent. */
export function NoDisk({ options: { incident, machine } }: { options: AcquireOptions }) {
  return (
    <section aria-labelledby="disks" className="max-w-[820px]">
      <h2 id="disks" className="font-semibold">
        Disks
      </h2>
      {machine.disks.length === 0 && <p className="mt-2">Azure names no disk of this machine.</p>}
      <ul>
        {machine.disks.map((option) => (
          <DiskChoice key={option.disk.resourceId ?? option.disk.name} option={option} chosen={null} />
        ))}
      </ul>
      <Notice tone="attention" title="No disk of this machine can be acquired.">
        Nothing was begun, and nothing was touched.{' '}
        <Link className="underline" href={`/incidents/${incident.id}`}>
          Back to the incident
        </Link>
      </Notice>
    </section>
  );
}
