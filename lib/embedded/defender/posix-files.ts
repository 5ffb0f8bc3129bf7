import { createHash } from 'node:crypto';
import type { FixtureDevice } from './device.ts';
import { type FixtureFile, textFile } from './fixture-file.ts';
import { posixFacts } from './posix-facts.ts';
import { procFiles } from './proc-files.ts';

/** The files of a macOS or Linux device as it is first used. */
export function posixFiles(device: FixtureDevice, at: Date): readonly FixtureFile[] {
  const { processes, sudoers } = posixFacts(device);
  const images = new Set(processes.map((one) => one.command.split(' ')[0] ?? ''));
  return [
    textFile('/etc/hosts', '127.0.0.1 localhost\n'),
    textFile('/etc/sudoers', sudoers),
    textFile('/etc/ssh/sshd_config', 'PermitRootLogin no\nPasswordAuthentication no\n'),
    textFile('/var/tmp/.keep', ''),
    ...['/tmp', '/home', '/root', '/etc/alternatives'].map((folder) => textFile(`${folder}/.keep`, '')),
    ...Array.from(images, (path) => ({ path, bytes: program(path) })),
    ...(device.platform === 'macOS' ? macFiles(device) : linuxFiles(device)),
    ...procFiles(device, at),
  ];
}

function linuxFiles(device: FixtureDevice): readonly FixtureFile[] {
  const home = `/home/${device.user}`;
  const accounts = [
    'root:x:0:0:root:/root:/bin/bash',
    'www-data:x:33:33::/var/www:/usr/sbin/nologin',
    `${device.user}:x:1000:1000::${home}:/bin/bash`,
  ];
  return [
    textFile('/etc/hostname', `${device.name}\n`),
    textFile('/etc/os-release', 'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\n'),
    textFile('/etc/passwd', `${accounts.join('\n')}\n`),
    textFile('/etc/crontab', '17 * * * * root cd / && run-parts --report /etc/cron.hourly\n'),
    textFile('/etc/cron.d/backup', '30 2 * * * root /usr/local/sbin/backup\n'),
    textFile(
      '/etc/systemd/system/backup.service',
      '[Unit]\nDescription=Nightly backup\n[Service]\nExecStart=/usr/local/sbin/backup\n[Install]\nWantedBy=multi-user.target\n',
    ),
    { path: '/etc/systemd/system/multi-user.target.wants/backup.service', link: '../backup.service' },
    textFile('/usr/local/sbin/backup', '#!/bin/sh\nexit 0\n'),
    textFile(`${home}/.bash_history`, 'ls -la\nsudo systemctl status nginx\n'),
    textFile(`${home}/.ssh/authorized_keys`, 'ssh-ed25519 AAAAdemo a key of the demo that opens nothing\n'),
    textFile(
      '/var/log/auth.log',
      `Nov 19 06:14:02 ${device.name} sshd[2188]: Accepted publickey for ${device.user} from 10.20.4.20 port 51022 ssh2\n`,
    ),
    textFile('/var/log/syslog', `Nov 19 06:14:05 ${device.name} systemd[1]: Started Session 4.\n`),
    ...(device.name === 'vm-web-03'
      ? [
          textFile(
            '/var/www/html/uploads/img_2026.php',
            '<?php /* the web shell of the demo does nothing */ ?>\n',
          ),
        ]
      : []),
  ];
}

function macFiles(device: FixtureDevice): readonly FixtureFile[] {
  const home = `/Users/${device.user}`;
  return [
    textFile('/etc/hostname', `${device.name}\n`), // a Mac has none; its scripts read it before they ask the system
    textFile(
      '/etc/passwd',
      `root:*:0:0:System Administrator:/var/root:/bin/sh\n${device.user}:*:1000:20::${home}:/bin/zsh\n`,
    ),
    textFile('/System/Library/CoreServices/SystemVersion.plist', plist('ProductVersion', '15.6')),
    textFile('/Library/LaunchDaemons/com.example.updater.plist', plist('Program', '/Library/updater')),
    textFile(`${home}/Library/LaunchAgents/com.example.helper.plist`, plist('Program', `${home}/.helper`)),
    textFile(`${home}/.helper`, 'the helper of the demo does nothing\n'),
    textFile(`${home}/.zsh_history`, ': 1763300000:0;open invoice.dmg\n'),
    textFile(`${home}/Downloads/invoice.dmg`, 'koly a disk image of the demo\n'),
    textFile('/var/log/system.log', `Nov 19 06:14:05 ${device.name} launchd[1]: started\n`),
  ];
}

/** Begins as a program does and holds nothing that could run. Its bytes follow from its path. */
function program(path: string): Buffer {
  return Buffer.concat([Buffer.from('\x7fELF', 'latin1'), createHash('sha512').update(path).digest()]);
}

function plist(key: string, value: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>${key}</key><string>${value}</string></dict></plist>\n`;
}

/**
 * Programs that would tell of the machine on which the demo runs. A script that keeps the PATH it is given finds these
 * first, and hears of the device.
 */
export function posixPrograms(device: FixtureDevice): readonly FixtureFile[] {
  const facts = posixFacts(device);
  const [system, release, processor] =
    device.platform === 'macOS' ? ['Darwin', '24.6.0', 'arm64'] : ['Linux', '5.15.0-1091-azure', 'x86_64'];
  const says = (name: string, words: string) =>
    textFile(name, `#!/bin/sh\ncat <<'DEVICE-END'\n${words.replace(/\n$/, '')}\nDEVICE-END\n`);
  const answers = `-n) echo '${device.name}';; -r) echo '${release}';; -m) echo '${processor}';; -a) echo '${system} ${device.name} ${release} ${processor}';; *) echo '${system}';;`;
  return [
    says('ps', facts.processTable),
    says('hostname', device.name),
    says('who', facts.signIns),
    says('last', facts.signIns),
    says('netstat', facts.socketTable),
    says('ss', facts.socketTable),
    says('lsof', facts.socketTable),
    textFile('uname', `#!/bin/sh\ncase "\${1-}" in ${answers} esac\n`),
  ];
}
