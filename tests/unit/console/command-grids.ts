import type { CommandName } from '../../../lib/custody/console/console-command.ts';

// What a person and the device's group are, by what the device is, for four kinds of command. Hand-written. In a cell:
// + goes; or it goes and is told that the device is (q) silent, so Defender queues it, (u) not said to be onboarded, (w) busy,
// so it waits, (a) in a group whose automation level is not known; or what stands against it first.
export const grids = {
  // nothing is sent: neither the group's automation nor the device matters, the right does
  here: `                  active silent unsaid away   busy   silent+busy
    advanced set          +      +      +      +      +      +
    advanced none         +      +      +      +      +      +
    advanced unknown      +      +      +      +      +      +
    basic    set          +      +      +      +      +      +
    basic    none         +      +      +      +      +      +
    basic    unknown      +      +      +      +      +      +
    none     set          right  right  right  right  right  right
    none     none         right  right  right  right  right  right
    none     unknown      right  right  right  right  right  right`,
  basic: `                 active silent unsaid away   busy   silent+busy
    advanced set          +      q      u      device w      qw
    advanced none         group  group  group  group  group  group
    advanced unknown      a      aq     au     device aw     aqw
    basic    set          +      q      u      device w      qw
    basic    none         group  group  group  group  group  group
    basic    unknown      a      aq     au     device aw     aqw
    none     set          right  right  right  right  right  right
    none     none         right  right  right  right  right  right
    none     unknown      right  right  right  right  right  right`,
  advanced: `              active silent unsaid away   busy   silent+busy
    advanced set          +      q      u      device w      qw
    advanced none         group  group  group  group  group  group
    advanced unknown      a      aq     au     device aw     aqw
    basic    set          right  right  right  right  right  right
    basic    none         right  right  right  right  right  right
    basic    unknown      right  right  right  right  right  right
    none     set          right  right  right  right  right  right
    none     none         right  right  right  right  right  right
    none     unknown      right  right  right  right  right  right`,
  // the library is the tenant's: no device is asked
  library: `               active silent unsaid away   busy   silent+busy
    advanced set          +      +      +      +      +      +
    advanced none         +      +      +      +      +      +
    advanced unknown      +      +      +      +      +      +
    basic    set          right  right  right  right  right  right
    basic    none         right  right  right  right  right  right
    basic    unknown      right  right  right  right  right  right
    none     set          right  right  right  right  right  right
    none     none         right  right  right  right  right  right
    none     unknown      right  right  right  right  right  right`,
} as const;

// One line of each command, its kind, and where it exists: Windows, a Windows server, macOS, Linux. On no system that
// live response does not know. Elsewhere the system stands against it before anything else.
export const table: readonly (readonly [CommandName, string, keyof typeof grids, string])[] = [
  ['cd', 'cd C:\\Users', 'here', 'W S M L'],
  ['cls', 'cls', 'here', 'W S M L'],
  ['connect', 'connect', 'here', 'W S M L'],
  ['connections', 'connections', 'basic', 'W S'],
  ['dir', 'dir', 'basic', 'W S M L'],
  ['drivers', 'drivers', 'basic', 'W S'],
  ['fg', 'fg 1', 'here', 'W S M L'],
  ['fileinfo', 'fileinfo a.exe', 'basic', 'W S M L'],
  ['findfile', 'findfile a.exe', 'basic', 'W S M L'],
  ['getfile', 'getfile a.exe -auto', 'basic', 'W S M L'],
  ['help', 'help', 'here', 'W S M L'],
  ['jobs', 'jobs', 'here', 'W S M L'],
  ['persistence', 'persistence', 'basic', 'W S'],
  ['processes', 'processes', 'basic', 'W S M L'],
  ['registry', 'registry HKLM\\Software', 'basic', 'W S'],
  ['scheduledtasks', 'scheduledtasks', 'basic', 'W S'],
  ['services', 'services', 'basic', 'W S'],
  ['startupfolders', 'startupfolders', 'basic', 'W S'],
  ['status', 'status 1', 'here', 'W S M L'],
  ['trace', 'trace', 'here', 'W S M L'],
  ['analyze', 'analyze file a.exe -auto', 'advanced', 'W S'],
  ['collect', 'collect', 'advanced', 'M L'],
  ['isolate', 'isolate', 'advanced', 'M'],
  ['release', 'release', 'advanced', 'M'],
  ['run', 'run x.ps1', 'advanced', 'W S M L'],
  ['library', 'library', 'library', 'W S M L'],
  ['putfile', 'putfile x.ps1', 'advanced', 'W S M L'],
  ['remediate', 'remediate file a.exe -auto', 'advanced', 'W S M L'],
  ['scan', 'scan', 'advanced', 'M L'],
  ['undo', 'undo file a.exe', 'advanced', 'W S M L'], // beyond the table: what the product itself moved
  ['undo', 'undo registry HKLM\\Run', 'advanced', 'W S'],
];

/** The cells of a grid, as [right, automation, device state, what is expected]. */
export function cellsOf(grid: string): readonly (readonly [string, string, string, string])[] {
  const [states = [], ...rows] = grid.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([right = '', automation = '', ...cells]) =>
    cells.map((cell, at) => [right, automation, states[at] ?? '', cell] as const),
  );
}
