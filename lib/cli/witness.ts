import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { parseTrustPolicy } from '../ledger/trust-policy.ts';
import { encodeVerifierKey } from '../ledger/verifier-key.ts';
import { followedLogs } from '../witness/followed-logs.ts';
import { openWitness } from '../witness/witness.ts';
import { witnessServer } from '../witness/witness-server.ts';
import { parseOptions } from './parse-options.ts';
import { stopWhenAsked } from './stop-when-asked.ts';
import { UsageError } from './usage-error.ts';

const lookMs = 2_000; // between two looks at the policy

/** `holdfast witness`: cosigns the checkpoints of the logs given until it is stopped. Needs neither database nor Azure. */
export async function witness(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    listen: { type: 'string' },
    folder: { type: 'string' },
    name: { type: 'string' },
    log: { type: 'string', multiple: true, default: [] },
    policy: { type: 'string' },
    'all-keys': { type: 'boolean', default: false },
  });
  const { folder, name } = options;
  if (folder === undefined || name === undefined)
    throw new UsageError('Give the witness a --folder and a --name.');
  const { host, port } = addressOf(options.listen);
  const vkeys = async () => [...options.log, ...(await logsOfPolicy(options.policy))];
  if ((await vkeys()).length === 0)
    throw new UsageError('Name at least one log: --log <vkey> or --policy <file>.');
  const followed = await followedLogs(vkeys, options['all-keys'] ? 'all-keys' : 'any-key');
  const { logs } = followed;

  const report = (error: unknown) => process.stderr.write(`holdfast: ${words(error)}\n`);
  const opened = await openWitness({ folder: resolve(folder), name, logs, now: () => new Date(), report });
  const server = witnessServer(opened, report);
  const following = setInterval(() => void followed.look().catch(report), lookMs);
  stopWhenAsked(async () => {
    clearInterval(following);
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
    opened.close();
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: bound } = server.address() as AddressInfo;
  process.stdout.write(`Witness ${opened.vkey} listens on http://${address}:${bound}\n`);
  await once(server, 'close');
  return await new Promise(() => {}); // stopWhenAsked ends the process
}

function addressOf(listen: string | undefined): { readonly host: string; readonly port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen ?? '') ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new UsageError('--listen must be host:port, for example 127.0.0.1:4400.');
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

/** The log lines of a trust policy (C2SP tlog-policy). */
async function logsOfPolicy(file: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  return parseTrustPolicy(await readFile(file, 'utf8')).logs.map(encodeVerifierKey);
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}
