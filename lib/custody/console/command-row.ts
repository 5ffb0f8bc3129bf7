import type { CommandName } from './console-command.ts';

export const consoleSystems = ['windows', 'macos', 'linux'] as const;
export type ConsoleSystem = (typeof consoleSystems)[number];

/** Which application identity asks Defender. */
export type DeviceIdentity = 'deviceReader' | 'deviceCollector' | 'deviceResponder' | 'librarian';

/** How the product brings about what the command does in Microsoft's console, to which no public interface leads. */
export type Delivery =
  | { readonly how: 'console' } // nothing leaves the product
  | { readonly how: 'native'; readonly identity: DeviceIdentity; readonly call: string }
  | { readonly how: 'script'; readonly scripts: ScriptNames }
  | {
      readonly how: 'partial';
      readonly identities: readonly DeviceIdentity[];
      readonly scripts: ScriptNames;
      readonly instead: string; // what is done in its place, in one sentence
    };

/** Names in the library; null: none of ours for that system. */
export interface ScriptNames {
  readonly windows: string | null;
  readonly posix: string | null;
}

/** One row of Microsoft's two tables, with what this product makes of it. */
export interface CommandRow {
  readonly name: CommandName;
  readonly role: 'basic' | 'advanced';
  readonly systems: readonly ConsoleSystem[]; // Windows stands for Windows Server too
  readonly description: string;
  readonly syntax: readonly string[];
  readonly delivery: Delivery;
  readonly minutes: number | null; // how long it may run here; null: Microsoft names no limit
  readonly changes: string; // what it changes on the device
}
