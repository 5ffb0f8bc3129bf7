/** The text behind an address of our own. Throws an Error whose message a person can read. */
export async function fetchText(path: string): Promise<string> {
  const response = await fetch(path, { cache: 'no-cache' });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(refusalWords(text) ?? `The portal answered ${response.status}. Try again.`);
}

/** As fetchText, for JSON that our own route made. */
export async function fetchJson<T>(path: string): Promise<T> {
  return JSON.parse(await fetchText(path)) as T;
}

function refusalWords(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof error?.message === 'string' ? error.message : null;
  } catch {
    return null; // an answer that did not come from our routes
  }
}
