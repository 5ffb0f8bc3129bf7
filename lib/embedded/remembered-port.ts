import { createServer } from 'node:net';
import { readIfThere, writeOwnerOnly } from './cloud/owner-only-file.ts';

/** The port that the file remembers, or another one, remembered from now on, if somebody else listens there now. */
export async function rememberedPort(file: string): Promise<number> {
  const known = Number(readIfThere(file) ?? '0');
  const port = (await freeOnLoopback(known)) ?? (await freeOnLoopback(0));
  if (port === null) throw new Error('No port is free on this machine.');
  if (port !== known) writeOwnerOnly(file, `${port}\n`);
  return port;
}

/** The port, any free one for 0, or null if it cannot be had. */
function freeOnLoopback(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
