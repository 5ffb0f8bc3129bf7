import { type HammerReport, hammerLedger } from '../hammer/hammer-ledger.ts';
import { env } from '../runtime/env.ts';
import { ledgerClient } from '../runtime/ledger-parts.ts';
import { runtime } from '../runtime/runtime.ts';
import { readTrust } from '../runtime/trust.ts';
import { besideWorker } from './beside-worker.ts';
import { parseOptions } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

/**
 * `holdfast hammer`: writes and reads the ledger with many hands at once. Out: 0 if every checkpoint continued the
 * one before and every entry was where it must be, else 1. Only for Holdfasts whose record is nobody's evidence.
 */
export async function hammer(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, {
    seconds: { type: 'string', default: '30' },
    writers: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  });
  const seconds = numberOf('--seconds', options.seconds, 86_400);
  const writers = numberOf('--writers', options.writers, 64);
  return await besideWorker('hammer', args, async () => {
    const settings = env();
    if (settings.HOLDFAST_MODE === 'production')
      throw new Error('What the hammer writes stays in the record for ever: it is not for production.');
    const { policy } = await readTrust(settings);
    const house = await runtime();
    const report = await hammerLedger(
      {
        register: house.context.register,
        connect: () => ledgerClient(settings),
        trust: policy,
        writers,
        randomReaders: 4,
        fullReaders: 1,
      },
      AbortSignal.timeout(seconds * 1000),
    );
    await house.close();
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
    return report.failure === null ? 0 : 1;
  });
}

function inWords({ failure, written, checkpoints, entries, readings }: HammerReport): string {
  const done =
    `${written} events written; ${checkpoints} checkpoints taken, each proven to continue the one before; ` +
    `${entries} entries proven to be in the tree; the whole log read ${readings} times.\n`;
  if (failure === null) return `${done}Nothing was wrong.\n`;
  const quoted = (name: string, note: string | null) => (note === null ? '' : `\n${name}:\n\n${note}`);
  return `${done}${failure.words}\n${quoted('Last good note', failure.lastGood)}${quoted('First bad note', failure.firstBad)}`;
}

function numberOf(name: string, text: string, most: number): number {
  const number = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw new UsageError(`${name} must be a number from 1 to ${most}.`);
  return number;
}
