import { spawnSync } from 'node:child_process';

/** How a script of a device is begun on this machine. */
interface Confinement {
  readonly words: readonly string[]; // before the interpreter, the script and its arguments
  /** The device's folder as the script sees it. */
  readonly deviceFolder: string;
}

// Seconds of processor time, blocks of 512 bytes in one file, open files.
const limits = 'ulimit -t 120 -f 2097152 -n 256 2>/dev/null; exec "$@"';

// $1: the device's folder, $2: the work folder. The device's /etc, /home, … take the place of this machine's; what is left
// of this machine can only be read. Its /etc/alternatives stays, as programs are found through it.
const mounts = `mount --make-rprivate / && mount --bind "$1" /mnt &&
mount --bind /etc/alternatives /mnt/root/etc/alternatives &&
for one in etc home root tmp var; do mount --rbind "/mnt/root/$one" "/$one" || exit 97; done &&
mount -o remount,bind,ro / && mount --bind /mnt/root/proc /proc && cd "/mnt/root$2" || exit 97
shift 2
`;

const isolated = ['unshare', '--map-root-user', '--net', '--mount', '--'];
const offline = ['unshare', '--map-root-user', '--net', '--'];

/**
 * As much as the system gives to this user: a view in which the device's folders are the machine's and there is no
 * network; no network; or limits alone. `folder` holds the device's root and programs; `work` is a path of the device.
 */
export function confinement(folder: string, work: string): Confinement {
  const inView = [...isolated, '/bin/sh', '-c', `${mounts}${limits}`, 'sh', folder, work];
  if (works(inView)) return { words: inView, deviceFolder: '/mnt' };
  const limited = ['/bin/sh', '-c', limits, 'sh'];
  return { words: works(offline) ? [...offline, ...limited] : limited, deviceFolder: folder };
}

const known = new Map<string, boolean>();

/** Tried once, as it does not change while the machine runs. */
function works(words: readonly string[]): boolean {
  const kind = words.slice(0, words.indexOf('--') + 1).join(' ');
  const [program = '', ...rest] = words;
  const found = known.get(kind) ?? spawnSync(program, [...rest, 'true'], { stdio: 'ignore' }).status === 0;
  known.set(kind, found);
  return found;
}
