import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Configuration, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Directory } from '../cloud/directory.ts';
import { readBody } from '../cloud/http.ts';
import type { SigningKey } from '../cloud/signing-key.ts';
import { oidcClientId, tenantId } from '../cloud/tenant.ts';
import { personClaims } from './person-claims.ts';
import { personToken } from './person-token.ts';
import { messagePage, signedOutPage, signInPage, signOutPage } from './sign-in-page.ts';

/** The resource manager, for what a person does there through the portal with their own rights. */
const armScope = 'https://management.azure.com/user_impersonation';

export interface SignInOptions {
  readonly issuer: string; // http://127.0.0.1:PORT/<tenant id>
  readonly clientSecret: string;
  readonly publicUrl: string; // where the portal is
  readonly key: SigningKey;
  readonly directory: Directory;
  readonly now: () => Date;
}

/** People's sign-in: OpenID Connect code flow with PKCE for the portal, with an account picker in place of passwords. */
export function signInProvider(
  options: SignInOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const provider = new Provider(options.issuer, configuration(options));
  provider.on('server_error', (_context, error) => console.error('sign-in:', error.stack));
  provider.use(delegatedTokens(options));
  const serve = provider.callback();
  return async (request, response) => {
    const path = (request.url ?? '/').slice(`/${tenantId}`.length) || '/';
    const interaction = /^\/interaction\/([\w-]+)$/.exec(path.split('?')[0] ?? '');
    if (interaction !== null) {
      await interact(provider, options.directory, request, response);
      return;
    }
    // The provider finds its own prefix by comparing these two, as it does under Express.
    Object.assign(request, { originalUrl: request.url, url: path });
    await serve(request, response);
  };
}

/** GET shows the accounts; POST takes the chosen one. Entra's `select_account` is the same page. */
async function interact(
  provider: Provider,
  directory: Directory,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const details = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      sendPage(response, 200, signInPage(directory.all(), String(details.params.login_hint ?? '')));
      return;
    }
    const person = directory.byAccount(new URLSearchParams(await readBody(request)).get('account') ?? '');
    if (person === null || !person.enabled) {
      sendPage(
        response,
        400,
        messagePage(
          'Unknown account',
          'This tenant has no such account, or it is disabled. Go back and choose another.',
        ),
      );
      return;
    }
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId: person.objectId, amr: ['user'], remember: false }, select_account: {} },
      { mergeWithLastSubmission: false },
    );
  } catch (error) {
    const expired = error instanceof Error && error.name === 'SessionNotFound';
    if (!expired) throw error;
    sendPage(
      response,
      400,
      messagePage('This sign-in has expired', 'Go back to Holdfast and sign in again.'),
    );
  }
}

function configuration(options: SignInOptions): Configuration {
  const cookies = new URL(options.issuer).port; // cookies ignore ports, so two clouds side by side need their own names
  return {
    clients: [
      {
        client_id: oidcClientId,
        client_secret: options.clientSecret,
        client_name: 'Holdfast',
        redirect_uris: portalAddresses(options.publicUrl, ['/sign-in/callback', '/controls/act/callback']),
        post_logout_redirect_uris: portalAddresses(options.publicUrl, [
          '',
          '/',
          '/sign-in',
          '/sign-in?signed-out=1',
          '/sign-out',
          '/signed-out',
        ]),
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
        require_auth_time: true,
      },
    ],
    jwks: {
      keys: [{ ...options.key.privateJwk, kid: options.key.kid, use: 'sig', alg: 'RS256' }],
    } as NonNullable<Configuration['jwks']>,
    claims: {
      openid: [
        'sub',
        'oid',
        'tid',
        'name',
        'preferred_username',
        'roles',
        'jobTitle',
        'amr',
        'auth_time',
        'sid',
      ],
      profile: [],
      email: [],
    },
    scopes: ['openid', 'profile', 'email', armScope],
    conformIdTokenClaims: false, // Entra puts these claims into the ID token itself
    pkce: { required: () => true },
    ttl: {
      Session: 10 * 3600,
      Interaction: 3600,
      Grant: 10 * 3600,
      AccessToken: 3600,
      IdToken: 3600,
      AuthorizationCode: 60,
    },
    cookies: {
      keys: [createHmac('sha256', options.clientSecret).update('cookies').digest('hex')],
      names: {
        session: `tenant_session_${cookies}`,
        interaction: `tenant_interaction_${cookies}`,
        resume: `tenant_resume_${cookies}`,
      },
    },
    interactions: {
      policy: policy(),
      url: (_context, interaction) => `/${tenantId}/interaction/${interaction.uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = signedOutPage(options.publicUrl);
        },
      },
    },
    renderError: (context, out) => {
      context.type = 'html';
      context.body = messagePage('Sign-in failed', out.error_description ?? out.error);
    },
    findAccount: (_context, sub, token) => {
      const person = options.directory.byObjectId(sub);
      if (person === null || !person.enabled) return undefined;
      const sid = token !== undefined && 'sessionUid' in token ? String(token.sessionUid) : randomUUID();
      return { accountId: sub, claims: () => ({ sub, sid, ...personClaims(person) }) };
    },
    loadExistingGrant,
  };
}

/**
 * Where the portal asked for the resource manager, the access token is one for it: of the person, for this client.
 * Source: Microsoft identity platform, "OAuth 2.0 authorization code flow", scopes of one resource a request.
 */
function delegatedTokens({ key, directory, now }: SignInOptions) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const code = context.oidc?.entities.AuthorizationCode;
    const answer = context.body;
    if (context.oidc?.route !== 'token' || code?.accountId === undefined || !isTokenAnswer(answer)) return;
    if (code.scope?.split(' ').includes(armScope) !== true) return;
    const person = directory.byObjectId(code.accountId);
    if (person === null || !person.enabled) return;
    answer.access_token = personToken(key, person, 'https://management.azure.com', now(), oidcClientId);
    answer.scope = armScope;
  };
}

function isTokenAnswer(body: unknown): body is { access_token: string; scope?: string } {
  return typeof body === 'object' && body !== null && 'access_token' in body;
}

/** The portal is the tenant's own application: its consent is given once and for all by the administrator. */
async function loadExistingGrant(context: KoaContextWithOIDC) {
  const { client, session, provider } = context.oidc;
  const accountId = session?.accountId;
  if (client === undefined || session === undefined || accountId === undefined) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing !== undefined && existing.accountId === accountId) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(`openid profile email ${armScope}`);
  await grant.save();
  return grant;
}

function policy() {
  const base = interactionPolicy.base();
  base.remove('consent');
  base.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return base;
}

/** Both names of this machine, at the portal's port. */
function portalAddresses(publicUrl: string, paths: readonly string[]): string[] {
  const { port } = new URL(publicUrl);
  const origins = new Set([
    new URL(publicUrl).origin,
    `http://127.0.0.1:${port}`,
    `http://localhost:${port}`,
  ]);
  return [...origins].flatMap((origin) => paths.map((path) => `${origin}${path}`));
}

export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  });
  response.end(html);
}
