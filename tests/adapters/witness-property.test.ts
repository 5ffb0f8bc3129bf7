import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatWitnessRequest } from '../../lib/ledger/witness-request.ts';
import { watchedLogs } from '../../lib/witness/watched-logs.ts';
import { openWitness } from '../../lib/witness/witness.ts';
import { type History, history, logKey } from '../support/small-log.ts';
import { witnessFolder } from '../support/witness-house.ts';

const origin = 'log.example/1';
const key = logKey(origin);

/** A log whose operator tells several stories, all signed with its own key. */
function stories(forks: readonly (readonly [number, number])[]): History[] {
  const told = [history(origin, key)];
  for (const [i, [of, at]] of forks.entries()) {
    const base = told[of % told.length];
    if (base !== undefined) told.push(base.fork(at, `story ${i}`));
  }
  return told;
}

const rarely = (value: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const step = fc.record({
  story: fc.nat(3),
  grow: fc.nat(3), // beyond what the witness holds
  size: rarely(fc.nat(20)), // instead of growing
  oldSize: rarely(fc.nat(20)), // otherwise what the witness holds
  proofOf: rarely(fc.nat(3)), // a proof taken from another story
  restart: fc.boolean(),
  together: fc.boolean(), // sent while the one before is still under way
});

describe('whatever a dishonest log sends', () => {
  it('a witness never cosigns two checkpoints that contradict each other, nor a smaller one later', async () => {
    const forks = fc.array(fc.tuple(fc.nat(3), fc.nat(18)), { minLength: 1, maxLength: 3 });
    let cosignedAtAll = 0;
    let refusedForks = 0;
    await fc.assert(
      fc.asyncProperty(forks, fc.array(step, { minLength: 4, maxLength: 16 }), async (forked, steps) => {
        const told = stories(forked);
        const place = witnessFolder();
        const options = {
          folder: place.folder,
          name: 'w.example/1',
          logs: watchedLogs([key.vkey], 'any-key'),
        };
        const open = () => openWitness({ ...options, now: () => new Date(), report: fail });
        const cosigned: { readonly story: History; readonly size: number }[] = [];
        let witness = await open();
        const underWay: Promise<void>[] = [];
        for (const { story: which, grow, size: any, oldSize, proofOf, restart, together } of steps) {
          if (!together) await Promise.all(underWay.splice(0));
          if (restart && !together) {
            witness.close();
            witness = await open();
          }
          const story = told[which % told.length] ?? history(origin, key);
          const held = Number((await witness.latest(origin)).size);
          const [from, size] = [oldSize ?? held, any ?? held + grow];
          const proofStory = told[(proofOf ?? which) % told.length] ?? story;
          const body = formatWitnessRequest({
            oldSize: BigInt(from),
            proof: from > size ? [] : await proofStory.proof(from, size),
            checkpoint: story.note(size),
          });
          underWay.push(
            witness.addCheckpoint(body).then((answer) => {
              if (answer.kind === 'cosigned') cosigned.push({ story, size });
              else if (answer.kind === 'refused' && answer.refusal.contradicts) refusedForks += 1;
            }),
          );
        }
        await Promise.all(underWay.splice(0));
        witness.close();
        place.remove();
        cosignedAtAll += cosigned.length;
        for (const [i, later] of cosigned.entries()) {
          for (const earlier of cosigned.slice(0, i)) {
            expect(earlier.size).toBeLessThanOrEqual(later.size);
            expect(later.story.root(earlier.size)).toEqual(earlier.story.root(earlier.size));
          }
        }
      }),
      { numRuns: 60 },
    );
    // Otherwise nothing was tried.
    expect(cosignedAtAll).toBeGreaterThan(40);
    expect(refusedForks).toBeGreaterThan(40);
  });
});

function fail(error: unknown): never {
  throw error;
}
