import type { FixtureDevice } from './device.ts';

/** What a macOS or Linux device says of itself: one picture for its package and for the programs in its tree. */
export interface PosixFacts {
  readonly processes: readonly PosixProcess[];
  readonly processTable: string; // as `ps -ef` would print it
  readonly sockets: string;
  readonly openFiles: string;
  readonly volumes: string;
  readonly firewall: string;
  readonly signIns: string;
  readonly sudoers: string;
  readonly osRelease: string;
}

export interface PosixProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly user: string;
  readonly command: string;
}

const startOf = 'Thu Nov 19 06:02:11 2026';

/** Deterministic from the device. A device at high risk carries the marks of what was done to it. */
export function posixFacts(device: FixtureDevice): PosixFacts {
  const struck = device.risk === 'High';
  const processes = processesOf(device, struck);
  const sockets = [
    'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=812,fd=3))',
    `tcp ESTAB 0 0 ${device.address}:49180 20.190.160.14:443 users:(("wdavdaemon",pid=930,fd=21))`,
    ...(struck
      ? [`tcp ESTAB 0 36 ${device.address}:51522 198.51.100.77:8443 users:((".kworkerd",pid=4711,fd=5))`]
      : []),
  ];
  return {
    processes,
    processTable: `${['PID PPID USER STARTED COMMAND', ...processes.map((one) => `${one.pid} ${one.ppid} ${one.user} ${startOf} ${one.command}`)].join('\n')}\n`,
    sockets: `${sockets.join('\n')}\n`,
    openFiles: 'COMMAND PID USER FD TYPE NAME\nsshd 812 root 3u IPv4 TCP *:22 (LISTEN)\n',
    volumes: 'Filesystem Size Used Avail Mounted on\n/dev/root 124G 38G 86G /\n',
    firewall: 'Chain INPUT (policy ACCEPT)\nChain FORWARD (policy DROP)\n',
    signIns: `${device.user} pts/0 10.20.4.20 Thu Nov 19 06:14 - 06:52 (00:38)\n`,
    sudoers: `root ALL=(ALL:ALL) ALL\n${device.user} ALL=(ALL) NOPASSWD:ALL\n`,
    osRelease: 'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\n',
  };
}

function processesOf(device: FixtureDevice, struck: boolean): readonly PosixProcess[] {
  const mac = device.platform === 'macOS';
  return [
    { pid: 1, ppid: 0, user: 'root', command: mac ? '/sbin/launchd' : '/sbin/init' },
    { pid: 412, ppid: 1, user: 'root', command: mac ? '/usr/libexec/logd' : '/lib/systemd/systemd-journald' },
    { pid: 812, ppid: 1, user: 'root', command: '/usr/sbin/sshd -D' },
    { pid: 930, ppid: 1, user: 'root', command: '/opt/microsoft/mdatp/sbin/wdavdaemon' },
    { pid: 2210, ppid: 812, user: device.user, command: mac ? '-zsh' : '-bash' },
    ...(device.name === 'vm-web-03'
      ? [{ pid: 1440, ppid: 1, user: 'www-data', command: 'nginx: worker process' }]
      : []),
    ...(struck
      ? [{ pid: 4711, ppid: 1, user: 'www-data', command: '/tmp/.cache/.kworkerd -o 198.51.100.77:8443' }]
      : []),
  ];
}
