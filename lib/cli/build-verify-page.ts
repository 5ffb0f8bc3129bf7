import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { verifyPage } from './verify-page.ts';

/** Writes `public/verify.html`; part of every build. */
const target = new URL('../../public/verify.html', import.meta.url);
await mkdir(new URL('.', target), { recursive: true });
await writeFile(fileURLToPath(target), await verifyPage());
