import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** The options that every verb knows. */
export const commonOptions = {
  json: { type: 'boolean', default: false },
  as: { type: 'string' },
  url: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** Options of a verb by node:util's rules. Throws UsageError for an unknown, repeated or incomplete one. */
export function parseOptions<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0] ?? error.message);
    throw error;
  }
}
