import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { mutantsOf } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = 'lib/custody/custody-error.ts'; // one class for all, or `instanceof` would tell copies apart

/**
 * `import('…/file.ts?mutant=7')` gives the file as it would be without check number 7, and so for everything of the
 * product that it imports: the doors, procedures, queries and rules. Adapters and the runtime stay what they are.
 */
export function mutantPlugin(): Plugin {
  const mutants = mutantsOf(root);
  return {
    name: 'holdfast-mutants',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const mutant = /\?(mutant=\d+)$/.exec(importer ?? '')?.[1];
      if (mutant === undefined || importer === undefined) return null;
      const found = await this.resolve(source, importer.replace(/\?.*$/, ''), { ...options, skipSelf: true });
      if (found === null || !isMutable(found.id)) return found;
      return { ...found, id: `${found.id}?${mutant}` };
    },
    load(id) {
      const asked = /^(.*)\?mutant=(\d+)$/.exec(id);
      if (asked?.[1] === undefined) return null;
      const text = readFileSync(asked[1], 'utf8');
      const mutant = mutants[Number(asked[2])];
      return mutant?.file === relative(root, asked[1]) ? mutant.without(text) : text;
    },
  };
}

function isMutable(id: string): boolean {
  const file = relative(root, id);
  return /^(app|lib\/(web|queries|procedures|custody))\//.test(file) && file !== shared && !id.includes('?');
}
