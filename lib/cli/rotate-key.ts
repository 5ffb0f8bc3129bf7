import { type RotatedKeys, rotateKeys } from '../recover/rotate-keys.ts';
import { env } from '../runtime/env.ts';
import { keyTurn } from '../runtime/key-turn.ts';
import { recoveryDatabase } from '../runtime/ledger-parts.ts';
import { runtime } from '../runtime/runtime.ts';
import { besideWorker } from './beside-worker.ts';
import { parseOptions } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

/** `holdfast rotate-key`: replaces both keys that sign the ledger. Out: 0. */
export async function rotateKey(args: readonly string[]): Promise<number> {
  const { reason = '', json } = parseOptions(args, {
    reason: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (reason.trim() === '') throw new UsageError('Say why: --reason <text>.');
  return await besideWorker('rotate-key', args, async () => {
    const house = await runtime();
    const { database, close } = await recoveryDatabase(env());
    try {
      const turn = await keyTurn(env(), database, house.context.register, reason.trim());
      const rotated = await rotateKeys(turn, new AbortController().signal);
      process.stdout.write(json ? asJson(rotated) : inWords(rotated));
      return 0;
    } finally {
      await close();
      await house.close();
    }
  });
}

function asJson(rotated: RotatedKeys): string {
  return `${JSON.stringify({ ...rotated, upTo: rotated.upTo.toString() })}\n`;
}

function inWords({ retired, verifierKeys, upTo }: RotatedKeys): string {
  return [
    'New keys, which sign from now on:',
    ...verifierKeys.map((vkey) => `  ${vkey}`),
    `Retired at ${upTo} entries:`,
    ...retired.map((vkey) => `  ${vkey}`),
    'The trust policy of this installation has them. Hand these lines to every verifier and witness:',
    ...verifierKeys.map((vkey) => `  log ${vkey}`),
    ...retired.map((vkey) => `  #retired ${vkey} ${upTo}`),
    '',
  ].join('\n');
}
