/** What came back: the whole body, or in our own words why there is none. */
export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'oversized'; readonly status: number }
  | { readonly kind: 'not-text'; readonly status: number }
  | { readonly kind: 'failed'; readonly words: string };

const longestAnswer = 64 * 1024;

/** One HTTP exchange within `timeoutMs`, body included. Redirects are not followed. Throws only if `signal` aborted. */
export async function boundedExchange(
  url: URL,
  request: { readonly method: 'GET' | 'POST'; readonly body?: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Exchange> {
  const tooLong = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([signal, tooLong]),
    });
    const bytes = await readAtMost(response, longestAnswer);
    if (bytes === null) return { kind: 'oversized', status: response.status };
    const body = decode(bytes);
    if (body === null) return { kind: 'not-text', status: response.status };
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    return { kind: 'answered', status: response.status, type, body };
  } catch (error) {
    signal.throwIfAborted();
    if (tooLong.aborted) return { kind: 'failed', words: `It did not answer within ${timeoutMs} ms.` };
    return { kind: 'failed', words: `It cannot be reached (${codeOf(error)}).` };
  }
}

/** The whole body, or null if it is longer. */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) return null; // leaving the loop cancels the rest
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The system's code (ECONNREFUSED), never the message: it may quote what the other side sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'unknown failure';
}
