import { randomUUID } from 'node:crypto';
import { CustodyError } from '../custody/custody-error.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Refusal } from './action-result.ts';

/** What a person is told of an error. Anything that is not a CustodyError is logged under a reference and named by it only. */
export function refusalOf(error: unknown, logger: Logger): Refusal {
  if (error instanceof CustodyError) {
    if (error.cause !== undefined) logger.warn({ err: error }, 'refused');
    if (error.code !== 'invalid-input') return { code: error.code, message: error.message };
    const fields = Object.fromEntries(
      Object.entries(error.detail).map(([name, text]) => [name, String(text)]),
    );
    return { code: error.code, message: error.message, fields };
  }
  const reference = randomUUID().slice(0, 8);
  logger.error({ err: error, reference }, 'unexpected failure');
  return { code: 'unexpected', message: `Something failed on our side. Reference ${reference}.` };
}
