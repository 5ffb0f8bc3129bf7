import type { TestLedger } from './ledger.ts';

/** The sequencer's part: what is recorded is signed soon, unless the test holds it up. */
export function keepSigning(ledger: TestLedger) {
  let [over, paused] = [false, false];
  let round = Promise.resolve();
  const running = (async () => {
    while (!over) {
      if (!paused) round = ledger.sign();
      await round;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    /** What was recorded so far is signed, and nothing after it. */
    pause: async () => {
      paused = true;
      await round;
      await ledger.sign();
    },
    goOn: () => {
      paused = false;
    },
    stop: async () => {
      over = true;
      await running;
    },
  };
}
