import type { RequestFacts } from './session.ts';

/** Address and browser of a request. The last forwarded address is the one our own proxy saw. */
export function requestFacts(headers: Headers): RequestFacts {
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  return {
    ip: forwarded === undefined || forwarded === '' ? null : forwarded.slice(0, 64),
    userAgent: headers.get('user-agent')?.slice(0, 300) ?? null,
  };
}
