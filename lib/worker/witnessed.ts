import type { Client } from 'pg';
import { type Checkpoint, openCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { VerifierKey } from '../ledger/verifier-key.ts';
import type { Witness, WitnessView } from '../ports/witness.ts';
import { type Contradiction, contradictsAnchor } from './check-anchored.ts';
import { headSize } from './log-rows.ts';

const retryMs = 15_000;

/** What the witnesses hold of a log, by their own word. */
export interface Witnessed {
  /** Asks each witness that did not answer yet, now and then. None holds anything up by not answering. */
  ask(signal: AbortSignal): Promise<void>;
  /** What they hold may be another history than the one here: they are asked again. */
  doubt(): void;
  /** The first checkpoint that the log signed, a witness holds and this database does not continue; else null. */
  contradiction(client: Client): Promise<Contradiction | null>;
}

export function witnessed(options: {
  readonly origin: string;
  readonly logKeys: readonly VerifierKey[];
  readonly witnesses: readonly { readonly witness: Witness }[];
  readonly logger: { warn(facts: object, message: string): void };
}): Witnessed {
  const { origin, logKeys, witnesses, logger } = options;
  const answered = new Set<string>();
  const held = new Map<string, Checkpoint>();
  let notBefore = 0;

  /** A note that this log never signed says nothing about it. */
  function take(name: string, view: WitnessView): void {
    switch (view.kind) {
      case 'holds':
        answered.add(name);
        held.set(name, openCheckpoint(view.note, logKeys));
        return;
      case 'nothing':
        answered.add(name);
        return;
      case 'refused':
      case 'unreachable':
        logger.warn({ witness: name }, `a witness could not be asked what it holds: ${view.words}`);
        return;
    }
  }

  async function askOne(witness: Witness, signal: AbortSignal): Promise<void> {
    try {
      take(witness.name, await witness.latest(origin, signal));
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      logger.warn({ witness: witness.name, err: error }, 'what a witness holds cannot be believed');
    }
  }

  return {
    async ask(signal) {
      const silent = witnesses.filter(({ witness }) => !answered.has(witness.name));
      if (silent.length === 0 || Date.now() < notBefore) return;
      await Promise.all(silent.map(({ witness }) => askOne(witness, signal)));
      notBefore = Date.now() + retryMs;
    },
    doubt() {
      answered.clear();
      notBefore = 0;
    },
    async contradiction(client) {
      for (const [name, checkpoint] of held) {
        if (!(await contradictsAnchor(client, { checkpoint }))) continue;
        return await named(client, name, checkpoint);
      }
      return null;
    },
  };
}

async function named(client: Client, name: string, { size }: Checkpoint): Promise<Contradiction> {
  const here = await headSize(client);
  if (here < size) {
    const words = `The witness ${name} cosigned ${size} entries, and the database has fewer.`;
    return { attack: 'rolled-back', words, firstIndex: here };
  }
  const words = `The witness ${name} cosigned another tree of ${size} entries than the database has.`;
  return { attack: 'split-view', words, firstIndex: null };
}
