/** One operation of the resource manager: where it is, what it needs, what it does. */
export interface ArmRoute {
  readonly operation: string; // Microsoft's operationId
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string; // template; {scope} spans segments
  readonly apiVersion: string; // the one the installed SDK sends
  readonly action: string; // the right it needs, at the scope of the resource
  /** A question about the caller alone, which everybody signed in may ask. */
  readonly open?: true;
  run(request: ArmRequest): ArmReply | Promise<ArmReply>;
}

export interface ArmRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: string; // as sent, `//` collapsed
  readonly resourceId: string; // path without the action's name
  readonly caller: { readonly objectId: string; readonly clientId: string; readonly upn: string | null };
  readonly origin: string; // https://localhost:PORT
  readonly correlationId: string;
  readonly clientRequestId: string;
  readonly clientIp: string;
  /** Set for a fault of kind `fail-async`: the accepted operation must end so. */
  readonly failAsync: { readonly code: string; readonly message: string } | null;
}

export interface ArmReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Set by a long-running write: called when it has ended, so that the activity log tells the outcome. */
  readonly ended?: Promise<'Succeeded' | 'Failed'>;
}

export interface CompiledRoute extends ArmRoute {
  match(path: string): Readonly<Record<string, string>> | null;
}

/** Turns a path template into a matcher that ignores case, as Azure does. */
export function compileRoute(route: ArmRoute): CompiledRoute {
  const names: string[] = [];
  const source = route.path.replace(/[.$]/g, '\\$&').replace(/\{(\w+)\}/g, (_all, name: string) => {
    names.push(name);
    return name === 'scope' ? '(.*?)' : '([^/]+)';
  });
  const pattern = new RegExp(`^${source}$`, 'i');
  return {
    ...route,
    match(path) {
      const found = pattern.exec(path);
      if (found === null) return null;
      return Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]),
      );
    },
  };
}
