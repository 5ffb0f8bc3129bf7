import type { Role } from './role.ts';

/** A signed-in person, as the tenant described them when the session began. Frozen into every event they cause. */
export interface PersonActor {
  readonly kind: 'person';
  readonly tenantId: string;
  readonly objectId: string; // Entra oid: the only stable name of a person
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly title: string | null; // job title; null prints as "Not supplied"
  readonly roles: readonly Role[];
  readonly authMethods: readonly string[]; // OIDC amr
  readonly authenticatedAt: string | null; // OIDC auth_time, RFC 3339
  readonly sessionId: string | null; // hash of the session id, never the id
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly via: 'portal' | 'shell';
}

/** Holdfast itself, acting as a managed identity for the person who asked. */
export interface WorkerActor {
  readonly kind: 'worker';
  readonly workerId: string;
  readonly address: string; // the worker's own network address
  readonly identity: string; // name of the managed identity it used, e.g. "acquirer"
  readonly onBehalfOf: {
    readonly objectId: string;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly tenantId?: string; // where what they asked for is registered by the worker: the rows say it, too
    readonly title?: string | null;
  } | null;
}

/** Housekeeping that no person asked for (incident synchronisation, checkpoints). */
export interface SystemActor {
  readonly kind: 'system';
  readonly component: string;
}

export type Actor = PersonActor | WorkerActor | SystemActor;

/** "analyst" or "acquirer for analyst": never the person alone when a machine did it. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.displayName;
    case 'worker':
      return actor.onBehalfOf === null
        ? actor.identity
        : `${actor.identity} for ${actor.onBehalfOf.displayName}`;
    case 'system':
      return actor.component;
  }
}
