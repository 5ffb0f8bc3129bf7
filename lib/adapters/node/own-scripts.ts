import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CustodyError } from '../../custody/custody-error.ts';
import type { OwnScripts } from '../../ports/own-scripts.ts';

const manifest = z.object({
  scripts: z.array(
    z.object({
      name: z.string(),
      path: z.string().regex(/^(posix|powershell)\/[\w.-]+$/),
      version: z.string(),
      command: z.string(),
      systems: z.array(z.enum(['windows', 'linux', 'macos'])),
      summary: z.string(),
      readOnly: z.boolean(),
      parameters: z.unknown(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      signature: z.string(),
    }),
  ),
});

/** The scripts in `folder`, as its manifest.json pins them. Read once: they change only with the product. */
export function nodeOwnScripts(folder: string): OwnScripts {
  let read: Promise<z.infer<typeof manifest>> | undefined;
  const entries = async () => {
    read ??= readFile(join(folder, 'manifest.json'), 'utf8').then((text) => manifest.parse(JSON.parse(text)));
    return (await read).scripts;
  };
  return {
    list: async () =>
      (await entries()).map(({ name, path: _path, parameters, ...entry }) => ({
        ...entry,
        fileName: name,
        parameters: JSON.stringify(parameters),
      })),
    async bytes(fileName) {
      const entry = (await entries()).find(({ name }) => name === fileName);
      if (entry === undefined) throw new CustodyError('not-found', `${fileName} is no script of ours.`);
      const bytes = await readFile(join(folder, entry.path));
      if (createHash('sha256').update(bytes).digest('hex') === entry.sha256) return bytes;
      throw new CustodyError(
        'digest-mismatch',
        `${fileName} of this installation is not the one that is pinned.`,
      );
    },
  };
}
