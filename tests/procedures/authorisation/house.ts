import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Runtime } from '../../../lib/runtime/runtime.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { endedVerification } from '../../support/ended-verification.ts';
import { testLedger } from '../../support/ledger.ts';
import { cookieOf, personOf, testRuntime } from '../../support/portal.ts';
import { type SmallIssuer, smallIssuer } from '../../support/small-issuer.ts';
import { type Stage, stage } from '../../support/stage.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export type Exports = Readonly<Record<string, unknown>>;

/** Where the authorisation of the product is tried out: a database, a tenant, something open and something hidden. */
export interface House {
  readonly database: TestDatabase;
  readonly wired: Runtime;
  readonly issuer: SmallIssuer;
  readonly open: Stage;
  /** Restricted, with one member who is nobody of the test. */
  readonly hidden: Stage;
  readonly verificationId: string; // of one that ended
  /** A file of the product, as it is or without one check. */
  load(file: string): Promise<Exports>;
}

export async function openHouse(): Promise<House & { close(): Promise<void> }> {
  const [database, issuer] = await Promise.all([freshDatabase(), smallIssuer()]);
  const wired = testRuntime(database, issuer);
  // Where lib/runtime keeps the one runtime of a process.
  Object.assign(globalThis, { holdfastRuntime: Promise.resolve(wired) });
  const [open, hidden] = await Promise.all([
    stage(database, { restricted: false }),
    stage(database, { restricted: true }),
  ]);
  await database.db.incidentMember.create({
    data: { incidentId: hidden.incidentId, objectId: randomUUID() },
  });
  await cookieOf(database, personOf('investigator')); // a fact of a person, in no incident
  const verificationId = await endedVerification(database);
  await (await testLedger(database)).sign();
  const close = async () => {
    await Promise.all([database.close(), issuer.close()]);
  };
  return { database, wired, issuer, open, hidden, verificationId, load: loader(null), close };
}

/** The same house, with the product as it would be without a check. */
export function withoutCheck(house: House, mutant: number): House {
  return { ...house, load: loader(mutant) };
}

function loader(mutant: number | null): House['load'] {
  const mark = mutant === null ? '' : `?mutant=${mutant}`;
  return (file) => import(`${root}${file}${mark}`) as Promise<Exports>;
}
