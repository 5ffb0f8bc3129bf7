import { useEffect } from 'react';

/** Leaving would break off what is being sent, so the browser asks first. */
export function useKeptOpen(working: boolean): void {
  useEffect(() => {
    if (!working) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [working]);
}
