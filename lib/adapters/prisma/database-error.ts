import { CustodyError } from '../../custody/custody-error.ts';

const repeatable = new Set(['40001', '40P01', 'P2034']);
const unavailable = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '08000',
  '08001',
  '08003',
  '08006',
  '53000',
  '53100',
  '53200',
  '53300',
  '57P01',
  '57P02',
  '57P03',
  '58030',
]);

/** Whether the same transaction may simply be run again: a deadlock or a serialisation failure. */
export function isRepeatable(error: unknown): boolean {
  return codesOf(error).some((code) => repeatable.has(code));
}

/** What a database failure means to the house; a CustodyError passes as it is, a fault of ours unchanged. */
export function custodyErrorOf(error: unknown): unknown {
  if (error instanceof CustodyError) return error;
  const codes = codesOf(error);
  if (codes.includes('23505') || codes.includes('P2002')) return uniqueViolation(error);
  if (codes.some((code) => code === '23503' || code === 'P2003' || code === 'P2025'))
    return new CustodyError('not-found', 'What this refers to is not there.', { cause: error });
  if (codes.includes('53100'))
    return new CustodyError('storage-unavailable', 'The database has no disk space left.', { cause: error });
  if (codes.some((code) => unavailable.has(code) || repeatable.has(code)) || isConnectionLost(error))
    return new CustodyError('storage-unavailable', 'The database does not answer now.', { cause: error });
  return error;
}

/** Runs a query and throws what its failure means to the house. */
export async function throwingCustodyErrors<R>(query: () => Promise<R>): Promise<R> {
  try {
    return await query();
  } catch (error) {
    throw custodyErrorOf(error);
  }
}

// node-postgres gives these no code.
const lostConnection = new Set([
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]);

function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return lostConnection.has(error.message) || isConnectionLost(error.cause);
}

function uniqueViolation(error: unknown): CustodyError {
  const open = JSON.stringify(factsOf(error)).includes('acquisition_one_open_per_disk');
  const message = open
    ? 'This disk is being acquired already. Open the running acquisition, or cancel it first.'
    : 'Somebody else did this at the same moment.';
  return new CustodyError('conflict', message, { cause: error });
}

/** Every code found in the error, its causes and the places where Prisma's adapters keep the server's own. */
export function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (const fact of factsOf(error)) {
    for (const key of ['code', 'originalCode', 'errorCode']) {
      const value = fact[key];
      if (typeof value === 'string') codes.push(value);
    }
    // Prisma names the kind of failure where the adapter gave no code.
    if (fact.kind === 'TransactionWriteConflict') codes.push('40001');
    if (fact.kind === 'DatabaseNotReachable' || fact.kind === 'ConnectionClosed') codes.push('P1001');
  }
  return codes;
}

function factsOf(error: unknown): Readonly<Record<string, unknown>>[] {
  const facts: Readonly<Record<string, unknown>>[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && facts.length < 12) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null) continue;
    const fact = next as Readonly<Record<string, unknown>>;
    facts.push(pick(fact));
    queue.push(fact.cause, fact.meta, fact.driverAdapterError);
  }
  return facts;
}

// Only what is needed to tell failures apart: messages may quote values.
function pick(fact: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = ['code', 'originalCode', 'errorCode', 'kind', 'constraint', 'target', 'fields'];
  return Object.fromEntries(keys.filter((key) => key in fact).map((key) => [key, fact[key]]));
}
