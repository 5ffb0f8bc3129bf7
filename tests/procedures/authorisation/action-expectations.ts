import { randomUUID } from 'node:crypto';
import type { ActionResult } from '../../../lib/web/action-result.ts';
import { sent } from '../../support/next-request.ts';
import { cookieOf, ownPage, personOf, tenant } from '../../support/portal.ts';
import { type Stage, stage } from '../../support/stage.ts';
import { inputOf } from './action-input.ts';
import { deadCookies, oldCookie } from './dead-cookies.ts';
import type { Expectation } from './expectation.ts';
import type { House } from './house.ts';
import { actions } from './matrix.ts';
import { everyRole, type RoleName } from './matrix-roles.ts';

type Action = (previous: ActionResult, input: object) => Promise<ActionResult>;

/** What must hold of every server action, however it is called. */
export const actionExpectations: readonly Expectation[] = Object.entries(actions).flatMap(
  ([key, { roles, incident, own }]) => {
    const [file = '', name = ''] = key.split(' ');
    const of = (sentence: string, problems: Expectation['problems']): Expectation => ({
      entry: `the action ${name}`,
      files: [`app/(portal)/${file}`],
      sentence,
      problems,
    });
    const mayRole = roles[0] ?? 'lead';
    // An investigator sees only the incidents of which they are a member.
    const dueOf = (role: RoleName) => (incident && role === 'investigator' ? 'not-found' : 'ok');
    const answers = async (house: House, who: string, attempt: Partial<Try>, code: string) => {
      const input = attempt.input ?? (await inputOf(house, name, await fresh(house)));
      const result = await act(house, `app/(portal)/${file}`, name, { role: mayRole, ...attempt, input });
      const got = result?.ok === false ? result.code : 'ok';
      return got === code ? [] : [`${who}: ${got}, not ${code}`];
    };
    return [
      of('refuses every other role', async (house) => {
        const others = everyRole.filter((role) => !roles.includes(role));
        const found = [];
        for (const role of others)
          found.push(...(await answers(house, role, { role, input: {} }, 'forbidden')));
        return found;
      }),
      of('answers the roles of the matrix', async (house) => {
        const found = [];
        for (const role of own ? [] : roles)
          found.push(...(await answers(house, role, { role }, dueOf(role))));
        return found;
      }),
      of('refuses who is not signed in, however the cookie looks', async (house) => {
        const input = await inputOf(house, name, await fresh(house));
        const found = [];
        for (const [who, cookie] of await deadCookies(house, mayRole))
          found.push(...(await answers(house, who, { input, cookie }, 'not-signed-in')));
        return found;
      }),
      of('follows the tenant where it took the role away', async (house) => {
        const person = personOf(mayRole);
        const cookie = await oldCookie(house, person);
        tenant.set(person.objectId, { enabled: true, roles: ['investigator'] });
        if (own) return [];
        if (roles.includes('investigator'))
          return answers(house, 'still may', { cookie }, dueOf('investigator'));
        return answers(house, 'changed role', { cookie }, 'forbidden');
      }),
      of('refuses a request that did not come from its own page', async (house) => {
        const input = await inputOf(house, name, await fresh(house));
        const found = [];
        for (const headers of foreignPages)
          found.push(...(await answers(house, JSON.stringify(headers), { input, headers }, 'forbidden')));
        return found;
      }),
      ...(incident
        ? [
            of('does not tell an incident that is hidden from one that is not there', async (house) => {
              const at = await stage(house.database, { restricted: true });
              await house.database.db.incidentMember.create({
                data: { incidentId: at.incidentId, objectId: randomUUID() },
              });
              const input = await inputOf(house, name, at);
              return answers(house, 'no member', { input }, 'not-found');
            }),
          ]
        : []),
    ];
  },
);

const { origin } = ownPage;
export const foreignPages: readonly Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'null', 'sec-fetch-site': 'same-origin' },
  { origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-site' },
  { origin, 'sec-fetch-site': 'cross-site' },
  { origin },
];

export interface Try {
  readonly role: RoleName;
  readonly input: object;
  readonly headers?: Record<string, string>;
  readonly cookie?: string | null;
}

export async function act(house: House, file: string, name: string, attempt: Try): Promise<ActionResult> {
  const action = (await house.load(file))[name] as Action;
  const cookie =
    attempt.cookie === undefined ? await cookieOf(house.database, personOf(attempt.role)) : attempt.cookie;
  sent.headers = attempt.headers ?? ownPage;
  sent.cookie = cookie;
  return await action(null, attempt.input);
}

function fresh(house: House): Promise<Stage> {
  return stage(house.database, { restricted: false });
}
