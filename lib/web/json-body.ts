import { CustodyError } from '../custody/custody-error.ts';

export const longestBodyBytes = 256 * 1024;

/**
 * The JSON of a request. Stops reading as soon as more than 256 KiB have come, whatever length was announced.
 * Throws `invalid-input` for a body that is too long, no UTF-8 or no JSON.
 */
export async function jsonBody(request: Request): Promise<unknown> {
  const bytes = await limitedBytes(request, longestBodyBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new CustodyError('invalid-input', 'The request is not JSON.', { cause: error });
  }
}

/** The body of a request, of which no more than `most` bytes are ever read. Throws `invalid-input` for a longer one. */
export async function limitedBytes(request: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLong(most);
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop cancels the stream: nothing more is read.
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > most) throw tooLong(most);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLong(most: number): CustodyError {
  return new CustodyError('invalid-input', `The request is larger than ${most / 1024} KiB.`);
}
