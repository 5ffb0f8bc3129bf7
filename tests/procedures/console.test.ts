import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleHouse, startConsoleHouse } from '../support/console-house.ts';

let house: ConsoleHouse;
let linux: string;
beforeAll(async () => {
  house = await startConsoleHouse();
  linux = await house.connect('jump-linux-01');
}, 60_000);
afterAll(() => house?.close());

it('processes', async () => {
  const done = await house.run(linux, 'processes');
  expect(done.state).toBe('done');
}, 60_000);
