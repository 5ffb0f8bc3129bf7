import type { FixtureDevice } from './device.ts';
import { posixFacts } from './posix-facts.ts';
import type { ZipItem } from './zip-writer.ts';

/**
 * What a package of a macOS or Linux device holds, by Microsoft's list of objects ("Take response actions on a
 * device"); how its files are named is not published.
 */
export function posixPackage(device: FixtureDevice, at: Date): readonly ZipItem[] {
  const facts = posixFacts(device);
  const common = [
    text('Disk volume/volumes.txt', facts.volumes),
    text('File/open_files.txt', facts.openFiles),
    text('Network connections/active_connections.txt', facts.sockets),
    text('Network connections/arp.txt', `? (10.20.4.1) at 00:1b:21:3c:9d:f8 on eth0\n`),
    text('Network connections/firewall_rules.txt', facts.firewall),
    text('Network connections/interfaces.txt', `eth0: inet ${device.address}/24\n`),
    text('Processes/processes.txt', facts.processTable),
    text('Users and groups/sign_in_history.txt', facts.signIns),
    text('Users and groups/sudoers.txt', facts.sudoers),
    text('collection_time.txt', `${at.toISOString()}\n`),
  ];
  const own =
    device.platform === 'macOS'
      ? [
          text('Applications/applications.txt', 'Safari.app\nMicrosoft Defender.app\nSketch.app\n'),
          text(
            'History/zsh_history.txt',
            ': 1763300000:0;ls -la ~/Downloads\n: 1763300042:0;open invoice.dmg\n',
          ),
          text('Kernel modules/kextstat.txt', 'Index Refs Address Size Wired Name (Version)\n'),
          text(
            'Services and scheduled tasks/configuration_profiles.txt',
            'There are 2 configuration profiles installed\n',
          ),
          text('Services and scheduled tasks/hardware.txt', 'Model Identifier: Mac15,6\n'),
          text('System security/sip.txt', 'System Integrity Protection status: enabled.\n'),
          text('System security/firewall.txt', 'Firewall is enabled. (State = 1)\n'),
        ]
      : [
          text('Services and scheduled tasks/cpu.txt', 'Architecture: x86_64\nCPU(s): 4\n'),
          text('Services and scheduled tasks/os.txt', facts.osRelease),
        ];
  return [...common, ...own];
}

function text(path: string, content: string): ZipItem {
  return { path, bytes: Buffer.from(content, 'utf8') };
}
