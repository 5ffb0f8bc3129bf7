/** What `next/headers` gives the product in a test: the request that the test says is being answered. */
export const sent: { headers: Record<string, string>; cookie: string | null } = { headers: {}, cookie: null };

export const nextHeaders = {
  headers: async () => new Headers(sent.headers),
  cookies: async () => ({
    get: (name: string) =>
      sent.cookie?.startsWith(`${name}=`) ? { value: sent.cookie.slice(name.length + 1) } : undefined,
    set: () => {},
  }),
};
