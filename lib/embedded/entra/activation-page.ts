import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessBook } from '../cloud/access-book.ts';
import type { Directory } from '../cloud/directory.ts';
import { readBody } from '../cloud/http.ts';
import { activationPage, messagePage } from './sign-in-page.ts';

const hourMs = 3_600_000;

interface ActivationOptions {
  readonly access: AccessBook;
  readonly directory: Directory;
  readonly now: () => Date;
}

/**
 * Stands in for Privileged Identity Management: somebody who is eligible for a role activates it for an hour, with the
 * approval of another one who is eligible for the same. Source: Microsoft Learn, "Activate Azure resource roles in PIM".
 */
export async function activation(
  { access, directory, now }: ActivationOptions,
  request: IncomingMessage,
  response: ServerResponse,
  send: (response: ServerResponse, status: number, html: string) => void,
): Promise<void> {
  const eligible = access.eligible().flatMap((one) => {
    const person = directory.byObjectId(one.principalId);
    return person === null || !person.enabled ? [] : [{ one, person }];
  });
  if (request.method !== 'POST')
    return send(response, 200, activationPage(eligible.map(({ person }) => person)));
  const form = new URLSearchParams(await readBody(request));
  const [asked, approver] = ['account', 'approver'].map((field) =>
    eligible.filter(({ person }) => person.account === form.get(field)),
  );
  const [approved] = (asked ?? []).filter(({ one }) =>
    (approver ?? []).some(
      (other) =>
        other.one.principalId !== one.principalId &&
        other.one.roleGuid === one.roleGuid &&
        other.one.scope === one.scope,
    ),
  );
  if (approved === undefined) {
    const words = 'The request needs the approval of another person who is eligible for the same role.';
    return send(response, 400, messagePage('RoleAssignmentRequestPolicyValidationFailed', words));
  }
  const endsAt = new Date(now().getTime() + hourMs).toISOString();
  access.assign({ ...approved.one, guid: randomUUID(), endsAt });
  return send(response, 200, messagePage('The role is active', `Until ${endsAt}. Go back to Holdfast.`));
}
