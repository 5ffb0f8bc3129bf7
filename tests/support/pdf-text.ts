import { spawnSync } from 'node:child_process';

/** The words of a PDF, as poppler lays them out. Throws what it warns of: marks that are not closed where they were opened. */
export function pdfText(bytes: Uint8Array): string {
  const { stdout, stderr } = spawnSync('pdftotext', ['-layout', '-', '-'], {
    input: bytes,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}
