import type { PersonActor } from '../custody/actor.ts';
import type { CommandAnswer } from '../custody/console/command-answer.ts';
import type { CommandName, ConsoleCommand } from '../custody/console/console-command.ts';
import type { Device } from '../custody/device.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';

export type SessionEnd = 'person' | 'idle';

/** `waiting` for its turn on the device; `running` as an action of Defender's; the others are final. */
export type CommandState = 'waiting' | 'running' | 'done' | 'failed' | 'refused' | 'cancelled';

/** Consoles, and the lines in them. */
export interface ConsoleLook {
  deviceSession(id: string): Promise<SessionRecord | null>;
  /** Every line of a session, first to last. */
  sessionCommands(sessionId: string): Promise<readonly CommandRecord[]>;
  consoleCommand(id: string): Promise<CommandRecord | null>;
  consoleCommandByKey(requestKey: string): Promise<CommandRecord | null>;
  /** Whether an earlier line waits for the same device, or runs there. */
  isBehindAnother(command: { readonly id: string; readonly deviceId: string }): Promise<boolean>;
  /** Lines of any session of the incident on the device that put something away, newest first. */
  remediationsOn(incidentId: string, deviceId: string): Promise<readonly CommandRecord[]>;
  /** Sessions whose last line is older than this. */
  idleSessions(before: Date): Promise<readonly SessionRecord[]>;
  /** Lines that can go on, oldest first: of each device that is free the first that waits, and what ran and is over at Defender. */
  openCommands(): Promise<readonly CommandRecord[]>;
}

/** The desk's part, inside `record`. */
export interface ConsoleDesk {
  /** Throws `conflict` where the device, the person or the tenant has as many sessions as it may have. */
  openDeviceSession(session: NewSession): Promise<{ readonly id: string }>;
  /** Throws `conflict` for one that is closed. */
  closeDeviceSession(id: string, why: SessionEnd): Promise<void>;
  /** Numbers it within its session, which it keeps from being idle. Throws `conflict` for a closed session or a used key. */
  addConsoleCommand(command: NewCommand): Promise<{ readonly n: number }>;
  setConsoleState(id: string, state: { readonly folder: string; readonly trace: boolean }): Promise<void>;
  /** Throws `conflict` if it does not wait any more. */
  startConsoleCommand(id: string, actionId: string): Promise<void>;
  /** Throws `conflict` if it is over. */
  endConsoleCommand(
    id: string,
    end: {
      readonly state: 'done' | 'failed' | 'cancelled';
      readonly words: string;
      readonly answer: CommandAnswer | null;
    },
  ): Promise<void>;
}

export interface SessionRecord {
  readonly id: string;
  readonly incidentId: string;
  readonly deviceId: string;
  readonly device: Device;
  readonly readAt: string;
  readonly person: PersonActor;
  readonly reason: string;
  readonly authority: LegalAuthority;
  readonly folder: string;
  readonly trace: boolean;
  readonly openedAt: string;
  readonly lastCommandAt: string;
  readonly closedAt: string | null;
}

export interface CommandRecord {
  readonly id: string;
  readonly session: SessionRecord;
  readonly n: number;
  readonly line: string;
  readonly command: ConsoleCommand | null; // null: it could not be read
  readonly output: 'table' | 'json';
  readonly intoFile: string | null;
  readonly notes: readonly string[];
  readonly state: CommandState;
  readonly actionId: string | null;
  readonly words: string | null;
  readonly answer: CommandAnswer | null;
  readonly madeAt: string;
}

export type NewSession = Pick<
  SessionRecord,
  'incidentId' | 'device' | 'readAt' | 'person' | 'reason' | 'authority' | 'folder'
>;

export interface NewCommand {
  readonly id: string;
  readonly sessionId: string;
  readonly line: string;
  readonly name: CommandName | null;
  readonly command: ConsoleCommand | null;
  readonly output: 'table' | 'json';
  readonly intoFile: string | null;
  readonly background: boolean;
  readonly notes: readonly string[];
  readonly state: 'waiting' | 'done' | 'refused';
  readonly words: string | null;
  readonly answer: CommandAnswer | null;
  readonly requestKey: string;
}
