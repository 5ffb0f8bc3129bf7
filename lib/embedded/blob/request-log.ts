import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';

export type LogCategory = 'StorageRead' | 'StorageWrite' | 'StorageDelete';

/** One line of the storage diagnostic log. No signature is kept, neither in the address nor as a hash one could make. */
export interface LoggedRequest {
  readonly time: string;
  readonly account: string;
  readonly container: string | null;
  readonly operation: string;
  readonly category: LogCategory;
  readonly collected: boolean; // a diagnostic setting sends it to the workspace
  readonly status: number;
  readonly code: string; // Success, or the error's code
  readonly authentication: 'OAuth' | 'DelegationSas' | 'Anonymous';
  readonly tokenHash: string | null;
  readonly principal: string | null; // object id; of a link its signer
  readonly upn: string | null;
  readonly callerIp: string; // with port
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
