const pageBytes = 1024 * 1024;

/** Many small runs of bytes, kept one behind the other in large pages: what is kept costs what it is long. */
export function bytePages() {
  const full: Uint8Array[] = [];
  let [page, used] = [new Uint8Array(pageBytes), 0];
  return {
    add(bytes: Uint8Array): void {
      for (let at = 0; at < bytes.length; ) {
        if (used === pageBytes) {
          full.push(page);
          [page, used] = [new Uint8Array(pageBytes), 0];
        }
        const part = bytes.subarray(at, at + pageBytes - used);
        page.set(part, used);
        used += part.length;
        at += part.length;
      }
    },
    size: () => full.length * pageBytes + used,
    /** Everything so far, page by page. */
    pages: (): readonly Uint8Array[] => [...full, page.subarray(0, used)],
  };
}
