import type { PersonActor } from '../../../lib/custody/actor.ts';
import type { House } from './house.ts';

type Procedure = { run(context: object, actor: PersonActor, input: object): Promise<unknown> };

/** What the query `name` in a file of lib/queries answers this person. */
export async function query(
  house: House,
  file: string,
  name: string,
  actor: PersonActor,
  ...rest: readonly unknown[]
): Promise<unknown> {
  const ask = (await house.load(`lib/queries/${file}`))[name] as (...all: unknown[]) => Promise<unknown>;
  return await ask({ actor, db: house.database.db }, ...rest);
}

/** Runs the one procedure in a file of lib/procedures. `change`: what of its context is another here. */
export async function run(
  house: House,
  file: string,
  actor: PersonActor,
  input: object,
  change: object = {},
): Promise<unknown> {
  const found = Object.values(await house.load(`lib/procedures/${file}`)).find(
    (value): value is Procedure => typeof value === 'object' && value !== null && 'run' in value,
  );
  if (found === undefined) throw new Error(`no procedure in ${file}`);
  return await found.run({ ...house.wired.context, ...change }, actor, input);
}
