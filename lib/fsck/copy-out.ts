import { type Client, Query } from 'pg';

/** Bytes that are written over with each answer. */
export interface CopyBuffer {
  bytes: Buffer;
  length: number;
}

export function copyBuffer(): CopyBuffer {
  return { bytes: Buffer.allocUnsafe(1 << 20), length: 0 };
}

/**
 * The rows of a query in PostgreSQL's binary form: an ordinary query makes a text of each value, which costs more than
 * hashing it. In: SQL without parameters, and where the answer goes; it is overwritten. Throws what the server answers.
 * Source: PostgreSQL 18, "Message Formats", CopyData.
 */
export async function copyOut(client: Client, select: string, into: CopyBuffer): Promise<void> {
  into.length = 0;
  await new Promise<void>((resolve, reject) => {
    const query = new Query({ text: `copy (${select}) to stdout (format binary)` }, (error) =>
      error ? reject(error) : resolve(),
    );
    // An ordinary query leaves copied data alone; everything else about it is the same.
    Object.assign(query, { handleCopyData: ({ chunk }: { readonly chunk: Buffer }) => append(into, chunk) });
    client.query(query);
  });
}

function append(into: CopyBuffer, chunk: Buffer): void {
  const length = into.length + chunk.length;
  if (length > into.bytes.length) {
    const larger = Buffer.allocUnsafe(Math.max(length, 2 * into.bytes.length));
    into.bytes.copy(larger, 0, 0, into.length);
    into.bytes = larger;
  }
  chunk.copy(into.bytes, into.length);
  into.length = length;
}
