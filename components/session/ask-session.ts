import type { SessionLeft } from '@/lib/custody/session-left.ts';

let leaving = false;

/**
 * Asks the server what is left of the session; `POST` also tells it that a person is there. Whether the session is over is
 * the server's word alone: then the page is left for the sign-in page, once, whoever asked. `unknown`: nothing was heard.
 */
export async function askSession(method: 'GET' | 'POST'): Promise<SessionLeft | 'over' | 'unknown'> {
  const response = await fetch('/api/session', { method, cache: 'no-store' }).catch(() => null);
  if (response?.status === 401) {
    leave();
    return 'over';
  }
  return response?.ok === true ? ((await response.json()) as SessionLeft) : 'unknown';
}

function leave(): void {
  if (leaving) return; // a second navigation would break off the first
  leaving = true;
  // Somebody who comes back finds the page as the browser kept it.
  window.addEventListener(
    'pageshow',
    () => {
      leaving = false;
    },
    { once: true },
  );
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?ended=1&return_to=${encodeURIComponent(here)}`);
}
