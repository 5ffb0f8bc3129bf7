import { join } from 'node:path';
import { keepRunning } from '../cli/keep-running.ts';
import { startProcess } from '../cli/managed-process.ts';
import { witnessKey } from '../witness/witness-key.ts';
import { readIfThere } from './cloud/owner-only-file.ts';
import { rememberedPort } from './remembered-port.ts';

const name = 'witness.holdfast.example/1';

/** Where the embedded witness is, for the trust policy. */
export interface EmbeddedWitness {
  readonly vkey: string;
  readonly url: string;
}

/**
 * Starts the witness in a process of its own, from the very command that another department would use, and keeps it
 * running. Nothing waits for it: its key and address are known before it answers, and without it the product goes on.
 */
export async function startWitnessProcess(options: {
  readonly root: string;
  readonly home: string;
  /** Writes down whom verifiers trust, with this witness. Out: the file, whose logs the witness looks after. */
  readonly policyWith: (witness: EmbeddedWitness) => string;
  readonly tell: (line: string) => void;
}): Promise<EmbeddedWitness & { stop(): Promise<void> }> {
  const { root, home, tell } = options;
  const folder = join(home, 'witness');
  const vkey = await vkeyOf(folder);
  const address = `127.0.0.1:${await rememberedPort(join(folder, 'port'))}`;
  const policy = options.policyWith({ vkey, url: `http://${address}` });
  const start = () =>
    startProcess({
      name: 'witness',
      args: [
        'lib/cli/main.ts',
        'witness',
        '--listen',
        address,
        '--folder',
        folder,
        '--name',
        name,
        '--policy',
        policy,
      ],
      env: process.env,
      cwd: root,
      logFile: join(home, 'logs/witness.log'),
    });
  let stopping = false;
  const kept = keepRunning(start, tell);
  void kept.ended.then((why) => {
    if (!stopping)
      tell(`The witness is not started again (${why.split('\n').at(-1)}). New checkpoints stay unwitnessed.`);
  });
  return {
    vkey,
    url: `http://${address}`,
    stop: async () => {
      stopping = true;
      await kept.stop();
    },
  };
}

/** A key that was spoilt stops the witness, which says so itself, but not the product: who it was is written beside. */
async function vkeyOf(folder: string): Promise<string> {
  try {
    return (await witnessKey(folder, name)).vkey;
  } catch (error) {
    const known = readIfThere(join(folder, 'vkey.txt'));
    if (known === null) throw error;
    return known.trim();
  }
}
