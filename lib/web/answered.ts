import { type Runtime, runtime } from '../runtime/runtime.ts';
import type { Refusal } from './action-result.ts';
import { refusalOf } from './refusal.ts';

/** What `run` answers, or its refusal as JSON with the HTTP status that fits. */
export async function answered(run: (wired: Runtime) => Promise<Response>): Promise<Response> {
  const wired = await runtime();
  try {
    return await run(wired);
  } catch (error) {
    const refusal = refusalOf(error, wired.logger);
    return json({ error: refusal }, statusOf(refusal.code));
  }
}

/** A JSON response that nothing on the way may keep; big integers as text. */
export function json(value: unknown, status: number): Response {
  const text = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
  });
}

/** HTTP status of a refusal (RFC 9110 §15). */
function statusOf(code: Refusal['code']): number {
  switch (code) {
    case 'not-signed-in':
    case 'sign-in-again': // RFC 9470 §3
      return 401;
    case 'forbidden':
    case 'withheld':
      return 403;
    case 'not-found':
      return 404;
    case 'invalid-input':
      return 400;
    case 'conflict':
    case 'not-signed-yet':
    case 'fenced-off':
    case 'policy-not-locked':
      return 409;
    case 'not-feasible':
    case 'corrupt-source':
    case 'digest-mismatch':
      return 422;
    case 'throttled':
      return 429;
    case 'cloud-refused':
      return 502;
    case 'cloud-unavailable':
    case 'storage-unavailable':
      return 503;
    case 'unexpected':
      return 500;
  }
}
