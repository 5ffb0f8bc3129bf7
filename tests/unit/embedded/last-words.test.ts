import { describe, expect, it } from 'vitest';
import { lastWords } from '../../../lib/embedded/postgres/last-words.ts';

describe('the last words of a database that did not start', () => {
  it('are its own reason, without time and process', () => {
    const output = [
      'exit code 1',
      '2026-11-22 05:04:22.162 UTC [11494] LOG:  starting PostgreSQL 18',
      '2026-11-22 05:04:22.162 UTC [11494] FATAL:  could not create any TCP/IP sockets',
      '2026-11-22 05:04:22.162 UTC [11494] LOG:  database system is shut down',
    ].join('\n');
    expect(lastWords(output)).toBe('could not create any TCP/IP sockets.');
  });

  it('say what to do about a full disk', () => {
    const output =
      'FATAL:  could not write to file "base/4/1249": No space left on device\nFATAL:  not yet accepting connections';
    expect(lastWords(output)).toBe(
      'could not write to file "base/4/1249": No space left on device. Nothing was lost: free some space and start again.',
    );
  });
});
