import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const imports = new Map<string, readonly string[]>();
const reached = new Map<string, ReadonlyMap<string, number>>();

/** How many imports away every file of the product is from this one, itself included. Types are no imports. */
export function distancesFrom(start: string): ReadonlyMap<string, number> {
  const known = reached.get(start);
  if (known !== undefined) return known;
  const found = new Map([[start, 0]]);
  for (const [file, steps] of found)
    for (const next of importsOf(file)) if (!found.has(next)) found.set(next, steps + 1);
  reached.set(start, found);
  return found;
}

function importsOf(file: string): readonly string[] {
  const known = imports.get(file) ?? readImports(file);
  imports.set(file, known);
  return known;
}

function readImports(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const named = [
    ...text.matchAll(/^(?:import|export|\}) (?!type ).*?from '((?:\.|@\/)[^']+)';$/gm),
    ...text.matchAll(/\bimport\(\s*'((?:\.|@\/)[^']+)'\s*\)/g),
    ...text.matchAll(/^import '((?:\.|@\/)[^']+)';$/gm),
  ];
  return named
    .map(([, path = '']) => (path.startsWith('@/') ? path.slice(2) : normalize(join(dirname(file), path))))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('prisma/'));
}
