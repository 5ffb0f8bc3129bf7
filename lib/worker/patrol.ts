import type { Client } from 'pg';
import { auditedAtOnce, auditRows } from './audit-rows.ts';
import type { Contradiction } from './check-anchored.ts';
import { headSize } from './log-rows.ts';
import { keepPatrol, type PatrolRound, patrolRound } from './patrol-row.ts';

/** How fast the rows are read again. */
export interface PatrolPace {
  readonly rowsPerSecond: number;
  readonly restMs: number; // between two rounds
}

const mostDelayMs = 5_000; // for which busier work may hold it up
const keepMs = 5_000; // between two times that the position is kept

/** Reads every row of the ledger again and again, from the newest back, a few hundred at a time. */
export interface Patrol {
  /** One batch, if it is time for one. In: whether there is more urgent work. Out: the first difference, or null. */
  step(client: Client, isBusy: boolean): Promise<Contradiction | null>;
}

/** A round goes on where the one before the restart stood; a difference is found again at every step until it is gone. */
export function patrol({ rowsPerSecond, restMs }: PatrolPace): Patrol {
  let round: PatrolRound | null = null;
  let notBefore = 0;
  let keptAt = 0;
  return {
    async step(client, isBusy) {
      const now = Date.now();
      if (now < notBefore || (isBusy && now < notBefore + mostDelayMs)) return null;
      round ??= (await patrolRound(client)) ?? (await newRound(client));
      if (round.left === 0n) round = await newRound(client);
      if (round.left === 0n) return null; // nothing was recorded yet
      const from = ((round.left - 1n) / auditedAtOnce) * auditedAtOnce;
      const found = await auditRows(client, from, round.left);
      notBefore = now + (Number(round.left - from) * 1000) / rowsPerSecond;
      if (found !== null) return found;
      round = { ...round, left: from };
      if (from === 0n) notBefore = now + restMs;
      if (from === 0n || now >= keptAt + keepMs) {
        await keepPatrol(client, round);
        keptAt = now;
      }
      return null;
    },
  };
}

async function newRound(client: Client): Promise<PatrolRound> {
  const size = await headSize(client);
  return { beganAt: new Date(), size, left: size };
}
