/** Of these vkey lines, those whose name and id stand on a signature line of the note: a former key signs no new one. */
export function keysOnNote(note: string, verifierKeys: readonly string[]): readonly string[] {
  const lines = note.split('\n').filter((line) => line.startsWith('\u2014 '));
  const signers = lines.map((line) => {
    const [, name = '', base64 = ''] = line.split(' ');
    return `${name}+${keyId(base64)}`;
  });
  return verifierKeys.filter((vkey) => signers.some((signer) => vkey.startsWith(`${signer}+`)));
}

/** The first four bytes, in hex. */
function keyId(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
