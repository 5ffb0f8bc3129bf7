import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { getSettings } from '@/lib/queries/get-settings.ts';
import { currentViewer } from '@/lib/web/viewer.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Holdfast', template: '%s · Holdfast' },
  description: 'Digital evidence from Azure, with a chain of custody that anyone can check.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const viewer = await currentViewer();
  const appearance = viewer === null ? 'system' : (await getSettings(viewer)).appearance;
  return (
    <html lang="en" data-theme={appearance === 'system' ? undefined : appearance}>
      <body>{children}</body>
    </html>
  );
}
