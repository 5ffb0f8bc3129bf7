'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** After a change of page the keyboard and the screen reader begin at its title, not where the last page ended. */
export function FocusHeading() {
  const here = usePathname();
  const last = useRef(here);
  useEffect(() => {
    if (last.current === here) return;
    last.current = here;
    const heading = document.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [here]);
  return null;
}
