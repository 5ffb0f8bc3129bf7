import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AccessBook } from './access-book.ts';
import { everyone, principalNamed, type RoleAssignment } from './seeded-access.ts';

const scope = z.string().startsWith('/');
const assignmentOrder = z.object({
  principal: z.string(), // account, group or identity by name
  role: z.string(), // by name
  scope,
  condition: z.string().nullable().default(null),
  endsAt: z.iso.datetime().nullable().default(null),
});
const actions = z.array(z.string()).default([]);
const denyOrder = z.object({
  name: z.string(),
  scope,
  actions,
  notActions: actions,
  dataActions: actions,
  notDataActions: actions,
  principals: z.array(z.string()).min(1), // names, or `everyone`
  excludePrincipals: z.array(z.string()).default([]),
  doNotApplyToChildScopes: z.boolean().default(false),
  isSystemProtected: z.boolean().default(true),
});
const membersOrder = z.object({
  group: z.string(),
  members: z.array(z.string()),
  eligible: z.array(z.string()).default([]), // may activate their membership
});

/**
 * Rights changed behind the product's back, as a tenant's administrator would: `POST /access/assignments`,
 * `POST /access/eligibility`, `POST /access/denies`, `PUT /access/members`. Null for any other call.
 */
export function changeAccess(access: AccessBook, call: string, body: unknown): object | null {
  switch (call) {
    case 'POST /access/assignments': {
      const made = assignmentOf(access, body);
      access.assign(made);
      return { name: made.guid };
    }
    case 'POST /access/eligibility': {
      const made = assignmentOf(access, body);
      access.makeEligible(made);
      return { name: made.guid };
    }
    case 'POST /access/denies': {
      const order = denyOrder.parse(body);
      const guid = randomUUID();
      access.deny({
        ...order,
        guid,
        principals: order.principals.map(principalId),
        excludePrincipals: order.excludePrincipals.map(principalId),
      });
      return { name: guid };
    }
    case 'PUT /access/members': {
      const order = membersOrder.parse(body);
      access.setMembers(
        principalId(order.group),
        order.members.map(principalId),
        order.eligible.map(principalId),
      );
      return {};
    }
    default:
      return null;
  }
}

function assignmentOf(access: AccessBook, body: unknown): RoleAssignment {
  const order = assignmentOrder.parse(body);
  const role = access.definitions().find((one) => one.name === order.role);
  if (role === undefined) throw new Error(`The embedded tenant has no role ${order.role}.`);
  const principal = principalNamed(order.principal);
  return {
    guid: randomUUID(),
    scope: order.scope,
    principalId: principal.id,
    principalType: principal.type,
    roleGuid: role.guid,
    condition: order.condition,
    endsAt: order.endsAt,
  };
}

function principalId(name: string): string {
  return name === 'everyone' ? everyone : principalNamed(name).id;
}
