import type { Collection } from './collection.ts';

/** The commands of Microsoft's live response console, in the order of its two tables: basic, then advanced. */
export const basicCommandNames = [
  'cd',
  'cls',
  'connect',
  'connections',
  'dir',
  'drivers',
  'fg',
  'fileinfo',
  'findfile',
  'getfile',
  'help',
  'jobs',
  'persistence',
  'processes',
  'registry',
  'scheduledtasks',
  'services',
  'startupfolders',
  'status',
  'trace',
] as const;

export const advancedCommandNames = [
  'analyze',
  'collect',
  'isolate',
  'release',
  'run',
  'library',
  'putfile',
  'remediate',
  'scan',
  'undo',
] as const;

export const commandNames = [...basicCommandNames, ...advancedCommandNames] as const;
export type CommandName = (typeof commandNames)[number];

/** What a person asked for, as typed: paths are not resolved yet. */
export type ConsoleCommand =
  | { readonly name: 'cd'; readonly path: string | null } // null: only shows the working folder
  | { readonly name: PlainCommandName }
  | { readonly name: 'dir'; readonly path: string | null; readonly fullPath: boolean }
  | { readonly name: 'fg'; readonly jobId: string }
  | { readonly name: 'fileinfo'; readonly path: string }
  | { readonly name: 'findfile'; readonly fileName: string; readonly root: string | null }
  | {
      readonly name: 'getfile';
      readonly path: string;
      readonly answerTo?: string; // id of the line whose answer lies in that file: then nobody typed it
      readonly collectedBy?: string; // id of the line that printed the digest of this archive: nor then
    }
  | { readonly name: 'help'; readonly about: CommandName | null }
  | { readonly name: 'processes'; readonly pid: number | null; readonly processName: string | null }
  | { readonly name: 'registry'; readonly key: string; readonly valueName: string | null }
  | { readonly name: 'scheduledtasks'; readonly task: string | null }
  | { readonly name: 'status'; readonly jobId: string }
  | { readonly name: 'analyze'; readonly target: FileTarget | ProcessTarget }
  | {
      readonly name: 'run';
      readonly script: string;
      readonly parameters: string | null;
      readonly sha256?: string; // of the version that the parameters were held against
      readonly collection?: Collection; // the script is a collector's wrapper, and its argument is filled from this
    }
  | { readonly name: 'library'; readonly remove: string | null } // null: lists
  | {
      readonly name: 'putfile';
      readonly fileName: string;
      readonly overwrite: boolean;
      readonly keep: boolean;
      readonly sha256?: string; // of the file as it was asked for; absent: it was not looked up
    }
  | { readonly name: 'remediate'; readonly target: RemediationTarget | null } // null: lists
  | { readonly name: 'scan'; readonly depth: 'quick' | 'full' }
  | { readonly name: 'undo'; readonly target: FileTarget | RegistryTarget | TaskTarget };

/** Commands that take nothing. */
export const plainCommandNames = [
  'cls',
  'connect',
  'connections',
  'drivers',
  'jobs',
  'persistence',
  'services',
  'startupfolders',
  'trace',
  'collect',
  'isolate',
  'release',
] as const;
export type PlainCommandName = (typeof plainCommandNames)[number];

export interface FileTarget {
  readonly kind: 'file';
  readonly path: string;
}

export interface ProcessTarget {
  readonly kind: 'process';
  readonly pid: number;
}

export interface RegistryTarget {
  readonly kind: 'registry';
  readonly key: string;
  readonly valueName: string | null;
}

export interface TaskTarget {
  readonly kind: 'scheduledtask';
  readonly task: string;
}

export type RemediationTarget =
  | FileTarget
  | ProcessTarget
  | RegistryTarget
  | TaskTarget
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'startup'; readonly path: string };

/** A command with what stands around it on its line. */
export interface CommandLine {
  readonly command: ConsoleCommand;
  readonly output: 'table' | 'json';
  readonly auto: boolean; // runs what the command needs first
  readonly background: boolean;
  readonly intoFile: string | null; // the name that the sealed output is to carry
  readonly notes: readonly string[]; // what was read otherwise than typed
}
