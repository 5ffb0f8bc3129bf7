import { NextRequest } from 'next/server';
import type { PersonActor } from '../../../lib/custody/actor.ts';
import { broughtFile, broughtForm, importForm, importOn } from '../../support/import-on.ts';
import { cookieOf, ownPage, personOf, publicUrl } from '../../support/portal.ts';
import { foreignPages } from './action-expectations.ts';
import { run } from './call.ts';
import { codeOf, differs, type Expectation } from './expectation.ts';
import type { House } from './house.ts';

type Handler = (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response>;

/** What must hold of who brings the bytes of an imported file. */
export const importExpectations: readonly Expectation[] = [
  {
    entry: 'the form of an imported file',
    files: ['lib/procedures/import/import-file.ts'],
    sentence: 'that is sent again answers who sent it first, and nobody else',
    async problems(house) {
      const owner = personOf('responder');
      const form = await importForm(house.database, house.open);
      const send = (actor: PersonActor) => codeOf(run(house, 'import/import-file.ts', actor, form));
      const found = {
        first: await send(owner),
        again: await send(owner),
        another: await send(personOf('responder')),
      };
      return differs('sending', found, { first: 'ok', again: 'ok', another: 'conflict' });
    },
  },
  {
    entry: 'the form of what is brought in',
    files: ['lib/procedures/import/register-brought.ts', 'lib/procedures/import/bring-file.ts'],
    sentence: 'that is sent again answers who sent it first, and nobody else',
    async problems(house) {
      const owner = personOf('analyst');
      const form = { ...broughtForm(house.open), ...broughtFile };
      const send = (actor: PersonActor) => codeOf(run(house, 'import/bring-file.ts', actor, form));
      const found = {
        first: await send(owner),
        again: await send(owner),
        another: await send(personOf('analyst')),
      };
      return differs('sending', found, { first: 'ok', again: 'ok', another: 'conflict' });
    },
  },
  {
    entry: 'the bytes of an imported file',
    files: ['lib/procedures/import/receive-import.ts'],
    sentence:
      'are brought by who registered it alone, for a file that waits for them, in an incident that they see',
    async problems(house) {
      const owner = personOf('responder');
      const bring = (actor: PersonActor, acquisitionId: string) =>
        codeOf(run(house, 'import/receive-import.ts', actor, { acquisitionId, bytes: nothing() }));
      const waiting = await importOn(house.database, house.open, house.wired.context, owner);
      const found = {
        another: await bring(personOf('responder'), waiting),
        noMoreResponder: await bring({ ...owner, roles: ['analyst'] }, waiting),
        noImport: await bring(owner, house.open.acquisitionId),
        hidden: await bring(owner, house.hidden.acquisitionId),
      };
      return differs('bringing', found, {
        another: 'forbidden',
        noMoreResponder: 'forbidden',
        noImport: 'forbidden',
        hidden: 'not-found',
      });
    },
  },
  {
    entry: 'the route api/imports/[id]/route.ts POST',
    files: ['app/api/imports/[id]/route.ts'],
    sentence: 'asks for a session, for the role and for its own page',
    async problems(house) {
      const id = await importOn(house.database, house.open, house.wired.context, personOf('responder'));
      const found = {
        nobody: await status(house, id, ownPage),
        analyst: await status(house, id, { ...ownPage, cookie: await cookieFor(house, 'analyst') }),
        another: await status(house, id, { ...ownPage, cookie: await cookieFor(house, 'responder') }),
      };
      const foreign = [];
      for (const headers of foreignPages)
        foreign.push(await status(house, id, { ...headers, cookie: await cookieFor(house, 'responder') }));
      return [
        ...differs('asking', found, { nobody: 401, analyst: 403, another: 403 }),
        ...foreign.filter((one) => one !== 403).map((one) => `foreign page: ${one}`),
      ];
    },
  },
];

function cookieFor(house: House, role: 'analyst' | 'responder'): Promise<string> {
  return cookieOf(house.database, personOf(role));
}

async function status(house: House, id: string, headers: Record<string, string>): Promise<number> {
  const { POST } = (await house.load('app/api/imports/[id]/route.ts')) as { POST: Handler };
  const request = new NextRequest(new URL(`/api/imports/${id}`, publicUrl), {
    ...{ method: 'POST', headers, body: 'abcd' },
  });
  return (await POST(request, { params: Promise.resolve({ id }) })).status;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
