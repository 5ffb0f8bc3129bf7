import type { AzureTrace } from './azure-trace.ts';
import type { CommandAnswer } from './console/command-answer.ts';
import type { Device } from './device.ts';
import type { PinnedScript } from './device-action.ts';
import type { LegalAuthority } from './legal-authority.ts';
import type { LiveResponseStep } from './live-response.ts';

/** Which line of which session. */
interface OfCommand {
  sessionId: string;
  commandId: string;
  n: number;
  line: string; // as typed
}

/** Facts of a person's console on a device; all stand in the incident's stream. What reaches Defender is an action. */
export interface ConsoleEventShapes {
  'device.session-opened': {
    sessionId: string;
    device: Device;
    readAt: string; // when Defender described the device
    reason: string;
    authority: LegalAuthority;
  };
  'device.session-closed': {
    sessionId: string;
    deviceName: string;
    why: 'person' | 'idle';
    commands: number;
  };
  'device.command-run': OfCommand & {
    deviceName: string;
    folder: string; // the working folder
    command: Readonly<Record<string, unknown>>; // as read, paths resolved
    how: 'console' | 'device';
    steps: readonly LiveResponseStep[]; // as far as they are known when it is asked for
    scripts: readonly PinnedScript[];
    intoFile: string | null;
    notes: readonly string[];
    answer: CommandAnswer | null; // what the product answered at once
  };
  'device.command-refused': OfCommand & { deviceName: string; because: string; sentence: string };
  /** What became of a command that was sent to the device. Nothing of what it printed stands here. */
  'device.command-ended': OfCommand & {
    deviceName: string;
    result: 'done' | 'failed' | 'cancelled';
    exhibitNumbers: readonly string[];
    words: string;
    answer: CommandAnswer | null;
  };
  'device.indicator-requested': { sha256: string; action: string; title: string; exhibitNumber: string };
  /** A file's hash was added to the tenant's indicators. */
  'device.indicator-added': {
    sha256: string;
    action: string;
    title: string;
    exhibitNumber: string;
    indicatorId: string;
    azure: readonly AzureTrace[];
    found?: boolean; // the answer was lost, and it was found there
  };
  'device.indicator-refused': {
    sha256: string;
    action: string;
    exhibitNumber: string;
    code: string;
    why: string;
  };
  'library.install-begun': { scripts: readonly PinnedScript[] };
  'library.scripts-installed': {
    installed: readonly (PinnedScript & { readonly version: string })[];
    unchanged: number;
    azure: readonly AzureTrace[];
  };
  'library.install-refused': { scripts: readonly PinnedScript[]; code: string; why: string };
  'library.removal-begun': { commandId: string; fileName: string; sha256: string };
  'library.file-removed': {
    fileName: string;
    sha256: string;
    azure: readonly AzureTrace[];
    found?: boolean; // the answer was lost, and the file was gone when it was looked for again
  };
  'library.removal-refused': { fileName: string; sha256: string; code: string; why: string };
}
