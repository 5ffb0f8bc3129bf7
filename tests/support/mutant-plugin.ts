import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import { distancesFrom } from './import-graph.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = 'lib/custody/custody-error.ts'; // one class for all, or `instanceof` would tell copies apart

/**
 * `import('…/file.ts?mutant=7')` gives the file as it would be without check number 7, and so for everything of the
 * product through which it reaches that check: the doors, procedures, queries and rules. What does not reach it is the
 * same with and without, and there once. Adapters and the runtime stay what they are.
 */
export function mutantPlugin(): Plugin {
  const mutants = mutantsOf(root);
  return {
    name: 'holdfast-mutants',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const number = /\?mutant=(\d+)$/.exec(importer ?? '')?.[1];
      if (number === undefined || importer === undefined) return null;
      const found = await this.resolve(source, importer.replace(/\?.*$/, ''), { ...options, skipSelf: true });
      if (found === null || !isMutable(found.id)) return found;
      if (!reaches(found.id, mutants[Number(number)])) return found;
      return { ...found, id: `${found.id}?mutant=${number}` };
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

function reaches(id: string, mutant: Mutant | undefined): boolean {
  return mutant !== undefined && distancesFrom(relative(root, id)).has(mutant.file);
}

function isMutable(id: string): boolean {
  const file = relative(root, id);
  return /^(app|lib\/(web|queries|procedures|custody))\//.test(file) && file !== shared && !id.includes('?');
}
