import { claimPorts, closeProbe, listenOn } from './claim-ports.ts';
import { readIfThere, writeOwnerOnly } from './cloud/owner-only-file.ts';

/** The port that the file remembers, or another one, remembered from now on, if somebody else listens there now. */
export async function rememberedPort(file: string): Promise<number> {
  const known = Number(readIfThere(file) ?? '0');
  if (known !== 0 && (await isFree(known))) return known;
  const { ports, release } = await claimPorts(1);
  await release();
  const [port] = ports;
  if (port === undefined) throw new Error('No port is free on this machine.');
  writeOwnerOnly(file, `${port}\n`);
  return port;
}

async function isFree(port: number): Promise<boolean> {
  try {
    await closeProbe(await listenOn(port));
    return true;
  } catch {
    return false;
  }
}
