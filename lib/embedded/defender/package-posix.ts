import type { FixtureDevice } from './device.ts';
import { textFile } from './fixture-file.ts';
import { posixFacts } from './posix-facts.ts';
import type { ZipItem } from './zip-writer.ts';

/**
 * What a package of a macOS or Linux device holds, by Microsoft's list of objects ("Take response actions on a
 * device"); how its files are named is not published.
 */
export function posixPackage(device: FixtureDevice, at: Date): readonly ZipItem[] {
  const facts = posixFacts(device);
  const common = [
    textFile('Disk volume/volumes.txt', 'Filesystem Size Used Avail Mounted on\n/dev/root 124G 38G 86G /\n'),
    textFile(
      'File/open_files.txt',
      'COMMAND PID USER FD TYPE NAME\nsshd 812 root 3u IPv4 TCP *:22 (LISTEN)\n',
    ),
    textFile('Network connections/active_connections.txt', facts.socketTable),
    textFile('Network connections/arp.txt', `? (10.20.4.1) at 00:1b:21:3c:9d:f8 on eth0\n`),
    textFile(
      'Network connections/firewall_rules.txt',
      'Chain INPUT (policy ACCEPT)\nChain FORWARD (policy DROP)\n',
    ),
    textFile('Network connections/interfaces.txt', `eth0: inet ${device.address}/24\n`),
    textFile('Processes/processes.txt', facts.processTable),
    textFile('Users and groups/sign_in_history.txt', facts.signIns),
    textFile('Users and groups/sudoers.txt', facts.sudoers),
    textFile('collection_time.txt', `${at.toISOString()}\n`),
  ];
  const own =
    device.platform === 'macOS'
      ? [
          textFile('Applications/applications.txt', 'Safari.app\nMicrosoft Defender.app\nSketch.app\n'),
          textFile(
            'History/zsh_history.txt',
            ': 1763300000:0;ls -la ~/Downloads\n: 1763300042:0;open invoice.dmg\n',
          ),
          textFile('Kernel modules/kextstat.txt', 'Index Refs Address Size Wired Name (Version)\n'),
          textFile(
            'Services and scheduled tasks/configuration_profiles.txt',
            'There are 2 configuration profiles installed\n',
          ),
          textFile('Services and scheduled tasks/hardware.txt', 'Model Identifier: Mac15,6\n'),
          textFile('System security/sip.txt', 'System Integrity Protection status: enabled.\n'),
          textFile('System security/firewall.txt', 'Firewall is enabled. (State = 1)\n'),
        ]
      : [
          textFile('Services and scheduled tasks/cpu.txt', 'Architecture: x86_64\nCPU(s): 4\n'),
          textFile('Services and scheduled tasks/os.txt', 'NAME="Ubuntu"\nVERSION_ID="22.04"\n'),
        ];
  return [...common, ...own];
}
