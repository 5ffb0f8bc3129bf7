import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('../../', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, root));

/** What only Node has, and what stands in for it in a browser. */
const standIns = new Map(
  [
    'hashing/native-sha256',
    'hashing/native-crc32',
    'hashing/running-sha256',
    'ledger/native-signature',
    'ledger/native-base64',
    'ledger/native-text',
  ].map((name) => [path(`lib/${name}.ts`), path(`lib/bundle/browser/${name.split('/')[1]}.ts`)]),
);

/**
 * The whole verifier as one HTML file that needs nothing else: the core of `holdfast verify`, readable, under a
 * policy that allows this very script and style and no network. Equal sources give equal bytes.
 */
export async function verifyPage(): Promise<string> {
  const [page, style, script] = await Promise.all([
    readFile(path('lib/bundle/page/page.html'), 'utf8'),
    readFile(path('lib/bundle/page/page.css'), 'utf8'),
    bundledScript(),
  ]);
  return page
    .replace('{{script-hash}}', sourceHash(script))
    .replace('{{style-hash}}', sourceHash(style))
    .replace('<!-- style -->', () => `<style>${style}</style>`)
    .replace('<!-- script -->', () => `<script>${script}</script>`);
}

async function bundledScript(): Promise<string> {
  const bundler = await rolldown({
    input: path('lib/bundle/page/page.ts'),
    platform: 'browser',
    cwd: path('.'),
    plugins: [
      {
        name: 'browser-stand-ins',
        async resolveId(source, importer) {
          const found = await this.resolve(source, importer, { skipSelf: true });
          return found === null ? null : (standIns.get(found.id) ?? found);
        },
      },
    ],
  });
  try {
    const { output } = await bundler.generate({ format: 'iife', comments: false });
    const [only, ...more] = output;
    if (only.type !== 'chunk' || more.length > 0) throw new Error('The page must be made of one script.');
    // An end tag within a string would end the script.
    return only.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  } finally {
    await bundler.close();
  }
}

/** Source: Content Security Policy Level 3 §2.3.1, hash-source. */
function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
