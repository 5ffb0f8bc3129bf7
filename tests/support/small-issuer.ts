import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An OpenID issuer of one test: it signs what the test tells it to, right or wrong. */
export interface SmallIssuer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The ID token that the next code is exchanged for, made from the nonce of the request. */
  answerWith(claims: (nonce: string) => JWTPayload): void;
  sign(claims: JWTPayload, with_?: { readonly foreignKey?: boolean }): Promise<string>;
  /** Plays the person who signs in: returns the callback URL the browser would be sent to. */
  approve(authorizationUrl: URL): URL;
  readonly exchanges: URLSearchParams[];
  close(): Promise<void>;
}

export async function smallIssuer(): Promise<SmallIssuer> {
  const keys = await generateKeyPair('RS256', { extractable: true });
  const foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const nonces = new Map<string, string>();
  const exchanges: URLSearchParams[] = [];
  let claimsFor: (nonce: string) => JWTPayload = (nonce) => ({ nonce });

  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (new URL(request.url ?? '/', url()).pathname) {
      case '/tenant/.well-known/openid-configuration':
        return send(200, {
          issuer: url(),
          authorization_endpoint: `${url()}/authorize`,
          token_endpoint: `${url()}/token`,
          jwks_uri: `${url()}/keys`,
          end_session_endpoint: `${url()}/logout`,
          response_types_supported: ['code'],
          subject_types_supported: ['pairwise'],
          id_token_signing_alg_values_supported: ['RS256'],
        });
      case '/tenant/keys':
        return send(200, { keys: [jwk] });
      case '/tenant/token': {
        const form = new URLSearchParams(await text(request));
        exchanges.push(form);
        const nonce = nonces.get(form.get('code') ?? '');
        if (nonce === undefined) return send(400, { error: 'invalid_grant' });
        const idToken = await sign(claimsFor(nonce));
        return send(200, { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken });
      }
      default:
        return send(404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`;
  const sign: SmallIssuer['sign'] = (claims, with_ = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(with_.foreignKey === true ? foreign.privateKey : keys.privateKey);
  return {
    url: url(),
    clientId: 'portal-client',
    clientSecret: 'portal-secret',
    answerWith: (claims) => {
      claimsFor = claims;
    },
    sign,
    approve: (authorizationUrl) => {
      const asked = authorizationUrl.searchParams;
      const code = `code-${nonces.size + 1}`;
      nonces.set(code, asked.get('nonce') ?? '');
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked.get('state') ?? '');
      return back;
    },
    exchanges,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
