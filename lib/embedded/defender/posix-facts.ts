import type { FixtureDevice } from './device.ts';

/** What a macOS or Linux device says of itself: one picture for its package and for its tree. */
export interface PosixFacts {
  readonly processes: readonly PosixProcess[];
  readonly sockets: readonly PosixSocket[];
  readonly processTable: string; // as `ps` would print it
  readonly socketTable: string; // as `ss` would print it
  readonly signIns: string;
  readonly sudoers: string;
}

export interface PosixProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly command: string;
}

export interface PosixSocket {
  readonly local: readonly [address: string, port: number];
  readonly remote: readonly [address: string, port: number];
  readonly state: 'LISTEN' | 'ESTAB';
  readonly pid: number;
}

const startOf = 'Thu Nov 19 06:02:11 2026';

/** Deterministic from the device. A device at high risk carries the marks of what was done to it. */
export function posixFacts(device: FixtureDevice): PosixFacts {
  const struck = device.risk === 'High';
  const processes = processesOf(device, struck);
  const sockets = socketsOf(device, struck);
  const row = (one: PosixProcess) => `${one.pid} ${one.ppid} ${one.user} ${startOf} ${one.command}`;
  const line = ({ local, remote, state, pid }: PosixSocket) =>
    `tcp ${state} 0 0 ${local.join(':')} ${remote.join(':')} pid=${pid}`;
  return {
    processes,
    sockets,
    processTable: `${['PID PPID USER STARTED COMMAND', ...processes.map(row)].join('\n')}\n`,
    socketTable: `${sockets.map(line).join('\n')}\n`,
    signIns: `${device.user} pts/0 10.20.4.20 Thu Nov 19 06:14 - 06:52 (00:38)\n`,
    sudoers: `root ALL=(ALL:ALL) ALL\n${device.user} ALL=(ALL) NOPASSWD:ALL\n`,
  };
}

function processesOf(device: FixtureDevice, struck: boolean): readonly PosixProcess[] {
  const mac = device.platform === 'macOS';
  const one = (pid: number, ppid: number, user: string, command: string) => ({ pid, ppid, user, command });
  return [
    one(1, 0, 'root', mac ? '/sbin/launchd' : '/sbin/init'),
    one(412, 1, 'root', mac ? '/usr/libexec/logd' : '/lib/systemd/systemd-journald'),
    one(812, 1, 'root', '/usr/sbin/sshd -D'),
    one(930, 1, 'root', '/opt/microsoft/mdatp/sbin/wdavdaemon'),
    one(2210, 812, device.user, mac ? '/bin/zsh -l' : '/bin/bash -l'),
    ...(device.name === 'vm-web-03' ? [one(1440, 1, 'www-data', '/usr/sbin/nginx -g daemon')] : []),
    ...(struck ? [one(4711, 1, 'www-data', '/tmp/.cache/.kworkerd -o 198.51.100.77:8443')] : []),
  ];
}

function socketsOf(device: FixtureDevice, struck: boolean): readonly PosixSocket[] {
  const { address } = device;
  return [
    { local: ['0.0.0.0', 22], remote: ['0.0.0.0', 0], state: 'LISTEN', pid: 812 },
    { local: [address, 49180], remote: ['20.190.160.14', 443], state: 'ESTAB', pid: 930 },
    ...(struck
      ? [{ local: [address, 51522], remote: ['198.51.100.77', 8443], state: 'ESTAB', pid: 4711 } as const]
      : []),
  ];
}
