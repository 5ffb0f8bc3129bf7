/** What a library script is given beside the run's id and the working folder. Never a secret: Microsoft keeps it. */
export type ScriptValues = Readonly<Record<string, string | number | null>>;

/**
 * The one argument of our library scripts: base64 of one flat JSON object in UTF-8, so that no character of it means
 * anything to a shell. Throws TypeError for a name or a value that a script refuses.
 */
export function scriptArgument(acq: string, cwd: string, values: ScriptValues): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(acq)) throw new TypeError('A run is named by letters, digits and - only.');
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z][A-Za-z0-9]{0,31}$/.test(name) || name === 'acq' || name === 'cwd') {
      throw new TypeError(`A script takes no argument named ${name}.`);
    }
    if (typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed())) {
      throw new TypeError(`The argument ${name} is no text that a device can hold.`);
    }
  }
  const given = Object.entries(values).filter(([, value]) => value !== null);
  const bytes = new TextEncoder().encode(JSON.stringify({ acq, cwd, ...Object.fromEntries(given) }));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
