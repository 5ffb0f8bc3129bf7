import { createHash } from 'node:crypto';
import type { FixtureDevice } from './device.ts';
import { type FixtureFile, textFile } from './fixture-file.ts';
import { windowsFacts } from './windows-facts.ts';

/** The files of a Windows device: what its processes and services run, and what its people left. */
export function windowsFiles(device: FixtureDevice): readonly FixtureFile[] {
  const facts = windowsFacts(device);
  const programs = new Set([
    ...facts.processes.flatMap((one) => one.path ?? []),
    ...[...facts.services, ...facts.drivers].map((one) => one.path),
  ]);
  const home = `C:\\Users\\${device.user}`;
  return [
    ...Array.from(programs, (path) => ({ path, bytes: program(path) })),
    textFile('C:\\Windows\\System32\\drivers\\etc\\hosts', '127.0.0.1 localhost\r\n'),
    textFile('C:\\Windows\\Temp\\setup.log', 'setup finished\r\n'),
    textFile(`${home}\\Documents\\notes.txt`, 'call the supplier on Monday\r\n'),
    textFile(`${home}\\AppData\\Local\\Temp\\edge_setup.log`, 'nothing to do\r\n'),
    { path: `${home}\\Downloads\\invoice-2026-11.docm`, bytes: macroDocument(device.name) },
    textFile(
      `${home}\\AppData\\Roaming\\Microsoft\\Windows\\PowerShell\\PSReadLine\\ConsoleHost_history.txt`,
      'whoami\r\nipconfig /all\r\n',
    ),
    textFile(
      `${home}\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\collaboration.lnk`,
      'L\0\0\0 a shortcut of the demo\r\n',
    ),
  ];
}

/** Begins as a program does and holds nothing that could run. Its bytes follow from its path. */
function program(path: string): Buffer {
  const head = Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1');
  const filling = Buffer.alloc(4088, createHash('sha512').update(path.toLowerCase()).digest());
  return Buffer.concat([head, filling]);
}

function macroDocument(name: string): Buffer {
  return Buffer.concat([
    Buffer.from('PK\x03\x04', 'latin1'),
    createHash('sha512').update(`document ${name}`).digest(),
  ]);
}
