import type { IncomingMessage } from 'node:http';
import { request as send } from 'node:https';
import { buffer, text } from 'node:stream/consumers';

const mark = 'x-embedded-first-delivery';

/** True for the first of two deliveries: it plays no fault of its own. */
export function isFirstDelivery(request: IncomingMessage): boolean {
  return request.headers[mark] !== undefined;
}

/**
 * Plays the scripted fault `duplicate`: sends the very request to the service at `origin` and drops the answer, as a
 * network does that loses it and a client that tries again. Out: the body, for the second delivery.
 */
export async function deliverFirst(request: IncomingMessage, origin: string): Promise<Buffer> {
  const body = await buffer(request);
  await new Promise<void>((resolve, reject) => {
    const first = send(
      new URL(request.url ?? '/', origin),
      {
        method: request.method,
        headers: { ...request.headers, [mark]: 'true' },
        rejectUnauthorized: false, // this very process, over loopback
        agent: false,
      },
      (answer) => void text(answer).then(() => resolve(), reject),
    );
    first.once('error', reject);
    first.end(body);
  });
  return body;
}
