'use client';

import { createContext, type ReactNode, useContext } from 'react';

const Zone = createContext('UTC');

/** The time zone that the person chose in the settings, for every time on the page. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <Zone value={zone}>{children}</Zone>;
}

export function useZone(): string {
  return useContext(Zone);
}
