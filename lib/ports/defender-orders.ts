import type { PersonActor } from '../custody/actor.ts';
import type { PinnedScript } from '../custody/device-action.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';

/** What is asked of Defender beside actions on devices. */
export type DefenderOrderAsk =
  | {
      readonly kind: 'add-indicator';
      readonly sha256: string; // hex
      readonly action: 'Audit' | 'Alert' | 'AlertAndBlock';
      readonly title: string;
      readonly exhibitNumber: string;
      readonly session: {
        readonly id: string;
        readonly incidentId: string;
        readonly deviceId: string;
        readonly reason: string;
        readonly authority: LegalAuthority;
      };
    }
  | {
      readonly kind: 'install-scripts';
      readonly scripts: readonly PinnedScript[]; // those that were missing there, or differed
      readonly subjects: readonly string[];
      readonly unchanged: number;
    }
  | {
      readonly kind: 'remove-file'; // from the library; under the id of the line that asks for it
      readonly fileName: string;
      readonly sha256: string; // hex, of what the library held when it was asked for
    };

/** The desk's part, inside `record`. */
export interface DefenderOrderDesk {
  /** Written down, and given for two minutes to who writes it. Throws `conflict` for an id that was used before. */
  addDefenderOrder(asked: DefenderOrderAsk, requester: PersonActor, id?: string): Promise<DefenderOrderLease>;
  /** `problem`: why it was refused; null: done. Throws `fenced-off` for who lost it. */
  endDefenderOrder(lease: DefenderOrderLease, problem: string | null): Promise<void>;
}

/** Inside or outside a transaction. */
export interface DefenderOrderLook {
  /** Whether an order of that id was written down, over or not. */
  isOrdered(id: string): Promise<boolean>;
}

/** Whose turn it is to carry one out. */
export interface DefenderOrderRuns {
  /** One that is due, given to one worker for two minutes. Null: nothing is due. */
  claimDefenderOrder(): Promise<DefenderOrderLease | null>;
  /** Gives it back. Nothing happens to one that was lost. */
  postponeDefenderOrder(lease: DefenderOrderLease, problem: string, seconds: number): Promise<void>;
}

export interface DefenderOrderLease {
  readonly fence: bigint;
  readonly order: {
    readonly id: string;
    readonly asked: DefenderOrderAsk;
    readonly requester: PersonActor;
    readonly tries: number; // 1: by who asked, at once
  };
}
