'use client';

import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { lendNonce } from '@/components/ui/lend-nonce.ts';

/** A modal that is asked for by its trigger; Escape and the close button leave without doing anything. */
export function Dialog({
  trigger,
  title,
  children,
}: {
  trigger: ReactNode;
  title: string;
  children: ReactNode;
}) {
  return (
    <Primitive.Root onOpenChange={lendNonce}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[#000]/40" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 overflow-y-auto rounded-lg border border-hairline bg-panel p-6 text-ink"
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Primitive.Title className="text-[17px] font-semibold">{title}</Primitive.Title>
            <Primitive.Close aria-label="Close" className="size-6 rounded text-ink-2 hover:text-ink">
              ×
            </Primitive.Close>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
