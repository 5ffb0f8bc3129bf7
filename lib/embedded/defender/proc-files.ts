import type { FixtureDevice } from './device.ts';
import { type FixtureFile, textFile } from './fixture-file.ts';
import { type PosixProcess, type PosixSocket, posixFacts } from './posix-facts.ts';

const ticks = 100;
const uptimeSeconds = 3 * 86_400;
const userIds: Readonly<Record<string, number>> = { root: 0, 'www-data': 33 };

/**
 * /proc as the scripts read it: what runs, since when, and who holds which connection. A Mac has none, but its tree has
 * it too, as lsof and ps of this machine would tell of this machine. Source: proc(5).
 */
export function procFiles(device: FixtureDevice, at: Date): readonly FixtureFile[] {
  const { processes, sockets } = posixFacts(device);
  const booted = Math.floor(at.getTime() / 1000) - uptimeSeconds;
  return [
    textFile('/proc/stat', `cpu  0 0 0 0\nbtime ${booted}\n`),
    textFile('/proc/net/tcp', socketTable(sockets)),
    ...processes.flatMap((one, n) => processFiles(one, n)),
    ...sockets.map(({ pid }, n) => ({ path: `/proc/${pid}/fd/${3 + n}`, link: `socket:[${inodeOf(n)}]` })),
  ];
}

function processFiles({ pid, ppid, user, command }: PosixProcess, n: number): readonly FixtureFile[] {
  const [image = '', ...args] = command.split(' ');
  const name = image.slice(image.lastIndexOf('/') + 1).slice(0, 15);
  const uid = userIds[user] ?? 1000;
  const folder = `/proc/${pid}`;
  const start = n * 60 * ticks + 211;
  return [
    textFile(`${folder}/comm`, `${name}\n`),
    textFile(`${folder}/cmdline`, `${[image, ...args].join('\0')}\0`),
    textFile(
      `${folder}/status`,
      `Name:\t${name}\nPid:\t${pid}\nPPid:\t${ppid}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
    ),
    textFile(
      `${folder}/stat`,
      `${pid} (${name}) S ${ppid} ${pid} ${pid} 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 ${start} 0 0\n`,
    ),
    { path: `${folder}/exe`, link: image },
  ];
}

function socketTable(sockets: readonly PosixSocket[]): string {
  const rows = sockets.map(
    ({ local, remote, state }, n) =>
      `   ${n}: ${end(local)} ${end(remote)} ${state === 'LISTEN' ? '0A' : '01'} 00000000:00000000 00:00000000 00000000     0        0 ${inodeOf(n)} 1`,
  );
  return `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n${rows.join('\n')}\n`;
}

function end([address, port]: readonly [string, number]): string {
  const bytes = address.split('.').reverse();
  return `${bytes.map((one) => hex(Number(one), 2)).join('')}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function inodeOf(n: number): number {
  return 20_101 + n;
}
