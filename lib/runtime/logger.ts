import { type Logger, pino } from 'pino';
import { withoutSecrets } from './without-secrets.ts';

export type { Logger } from 'pino';

/** One JSON line per entry on standard output; every string is scrubbed of secrets before it is written. */
export function createLogger(component: string): Logger {
  return pino({
    base: { component },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'cookie',
        'authorization',
        'headers.cookie',
        'headers.authorization',
        'request.headers.cookie',
        'request.headers.authorization',
      ],
      censor: '[redacted]',
    },
    hooks: { streamWrite: withoutSecrets },
  });
}
