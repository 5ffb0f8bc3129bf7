/** A browser's memory for cookies, and nothing else: redirects are followed by the caller. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  async go(url: URL | string, form?: URLSearchParams): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const split = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, split), pair.slice(split + 1));
    }
    return response;
  }

  /** Goes there and wherever it is sent on. Out: the address where that ended. */
  async follow(url: URL | string, form?: URLSearchParams): Promise<URL> {
    let at = new URL(url);
    let response = await this.go(at, form);
    for (let hops = 0; hops < 12 && response.headers.get('location') !== null; hops++) {
      at = new URL(response.headers.get('location') ?? '', at);
      response = await this.go(at);
    }
    return at;
  }

  valuesOf(name: RegExp): string[] {
    return [...this.#cookies].filter(([key]) => name.test(key)).map(([, value]) => value);
  }
}
