import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchedLogs } from '../../lib/witness/watched-logs.ts';
import { openWitness, type Witness } from '../../lib/witness/witness.ts';
import { witnessServer } from '../../lib/witness/witness-server.ts';

export interface WitnessHouse {
  readonly witness: Witness;
  readonly url: string;
  readonly failures: unknown[];
  post(body: string | Uint8Array): Promise<{ status: number; type: string | null; text: string }>;
  /** Also the second time. */
  close(): Promise<void>;
}

export function witnessFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A witness over real HTTP on loopback. `clock` is read at each signature. */
export async function startWitness(options: {
  readonly folder: string;
  readonly vkeys: readonly string[];
  readonly demand?: 'any-key' | 'all-keys';
  readonly clock?: () => Date;
  readonly port?: number; // of one that was closed
}): Promise<WitnessHouse> {
  const failures: unknown[] = [];
  const report = (error: unknown) => failures.push(error);
  const witness = await openWitness({
    folder: options.folder,
    name: 'witness.example/w1',
    logs: watchedLogs(options.vkeys, options.demand ?? 'any-key'),
    now: options.clock ?? (() => new Date()),
    report,
  });
  const server = witnessServer(witness, report);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let closing: Promise<void> | null = null;
  const closeBoth = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    witness.close();
  };
  return {
    witness,
    url,
    failures,
    post: async (body) => {
      const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: Buffer.from(body) });
      const text = await response.text();
      return { status: response.status, type: response.headers.get('content-type'), text };
    },
    close: () => {
      closing ??= closeBoth();
      return closing;
    },
  };
}
