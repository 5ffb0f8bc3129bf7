import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

/** One line of the storage diagnostic log. The address is without its query: no signature is kept. */
export interface LoggedRequest {
  readonly time: string;
  readonly operation: string;
  readonly status: number;
  readonly principal: string | null;
  readonly callerIp: string | null;
  readonly uri: string;
  readonly requestId: string;
  readonly clientRequestId: string | null;
}

export interface RequestLog {
  add(line: LoggedRequest): void;
  close(): Promise<void>;
}

/** Opens the diagnostic log (JSON lines, appended) at `file`. */
export async function openRequestLog(file: string): Promise<RequestLog> {
  await mkdir(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  return {
    add: (line) => void stream.write(`${JSON.stringify(line)}\n`),
    async close() {
      stream.end();
      await finished(stream);
    },
  };
}
