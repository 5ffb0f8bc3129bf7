import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Time and result of one SHA-256 by openssl over what the command writes. */
export function openssl(command: string): Promise<{ readonly seconds: number; readonly sha256: string }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-c', `${command} | openssl dgst -sha256`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    shell.stdout.on('data', (text) => {
      output += text;
    });
    shell.once('error', reject);
    shell.once('close', (code) => {
      const [sha256] = /[0-9a-f]{64}/.exec(output) ?? [];
      if (code !== 0 || sha256 === undefined) reject(new Error('The baseline needs curl and openssl.'));
      else resolve({ seconds: (performance.now() - began) / 1000, sha256 });
    });
  });
}
