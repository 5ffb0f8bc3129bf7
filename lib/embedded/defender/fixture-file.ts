/** One entry of a device's tree; `path` is the device's own. */
export type FixtureFile = PlainFile | { readonly path: string; readonly link: string };

interface PlainFile {
  readonly path: string;
  readonly bytes: Buffer;
}

export function textFile(path: string, content: string): PlainFile {
  return { path, bytes: Buffer.from(content) };
}
