import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

/** How long one waits before another try to connect, or to be elected. */
export const restMs = 2_000;
const besideMs = 100; // between two looks at another election of this process

export interface ElectedOptions {
  readonly url: string; // as holdfast_sequencer
  readonly name: string; // of the connection, for whoever looks at the database
  readonly electionKey: bigint; // one at work per database, whichever process has it
  readonly onlyWith?: Elected; // no candidate, and no longer at work, while that one is not elected in this process
  /** Goes on until the signal; whatever it throws ends the connection, and everything begins anew. */
  readonly work: (client: Client, signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

export interface Elected {
  isElected(): boolean;
  /** Resolves when the work is over. */
  stop(): Promise<void>;
}

/**
 * Runs `work` over one database connection in the one process that is elected; the others wait for its death. A lost
 * connection is made again.
 */
export function startElected(options: ElectedOptions): Elected {
  const stopping = new AbortController();
  let atWork = false;
  const work: ElectedOptions['work'] = async (client, signal) => {
    atWork = true;
    try {
      await options.work(client, signal);
    } finally {
      atWork = false;
    }
  };
  const ended = keepWorking({ ...options, work }, stopping.signal);
  return {
    isElected: () => atWork,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function keepWorking(options: ElectedOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await workOverOneConnection(options, signal);
    } catch (error) {
      if (!signal.aborted) options.failed(error);
    }
    await pause(restMs, signal);
  }
}

async function workOverOneConnection(options: ElectedOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && options.onlyWith?.isElected() === false) await pause(besideMs, signal);
  if (signal.aborted) return;
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: options.name,
  });
  // The query that fails next rejects with the same news; without a listener Node would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!signal.aborted && !(await isElected(client, options.electionKey))) await pause(restMs, signal);
    if (!signal.aborted) await options.work(client, signal);
  } finally {
    await client.end();
  }
}

/** The lock belongs to the connection: a dead process loses it with its connection. */
async function isElected(client: Client, electionKey: bigint): Promise<boolean> {
  const { rows } = await client.query<{ elected: boolean }>('select pg_try_advisory_lock($1) as elected', [
    electionKey,
  ]);
  return rows[0]?.elected === true;
}

/** An abort ends the pause early; the loops look at the signal themselves. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
