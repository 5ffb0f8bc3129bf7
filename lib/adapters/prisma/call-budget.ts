import type { CallBudget, CountedInterface } from '../../ports/call-budget.ts';
import type { Database } from './client.ts';
import { throwingCustodyErrors } from './database-error.ts';

/** At most so many calls in any span of so many seconds. */
interface CallWindow {
  readonly most: number;
  readonly seconds: number;
}

// Microsoft counts a call when it arrives, which is after its place was taken: so much later at most.
const travelSeconds = 5;
const minute = 60 + travelSeconds;
const hour = 3_600 + travelSeconds;
const usual = [
  { most: 100, seconds: minute },
  { most: 1_500, seconds: hour },
];

/**
 * Source: Microsoft Learn, "Limitations" on the page of each interface; of hunting, the 45 a minute that every tenant has.
 * How many live responses are open besides is counted with the actions (`asked-actions.ts`).
 */
const documented: Readonly<Record<CountedInterface, readonly CallWindow[]>> = {
  machines: usual,
  'machine-actions': usual,
  'package-link': [
    { most: 2, seconds: minute },
    { most: 120, seconds: hour },
  ],
  'run-live-response': [{ most: 10, seconds: minute }],
  'result-link': usual,
  library: usual,
  files: usual,
  indicators: usual,
  alerts: usual,
  hunting: [
    { most: 45, seconds: minute },
    { most: 1_500, seconds: hour },
  ],
};

/** The budget in the database, by its clock; one locked function per call. See the port for the rules. */
export function prismaCallBudget(db: Database, windows = documented): CallBudget {
  return {
    take: (application, api) =>
      throwingCustodyErrors(async () => {
        const most = windows[api].map((one) => one.most);
        const seconds = windows[api].map((one) => one.seconds);
        const [row] = await db.$queryRaw<{ wait: bigint }[]>`
          select take_defender_call(${application}, ${api}, ${most}::integer[], ${seconds}::double precision[]) as wait`;
        if (row === undefined) throw new Error('take_defender_call gave no row');
        return { waitMs: Number(row.wait) };
      }),
    pause: (application, api, seconds) =>
      throwingCustodyErrors(async () => {
        await db.$executeRaw`select pause_defender_calls(${application}, ${api}, ${seconds}::double precision)`;
      }),
    pausedUntil: () =>
      throwingCustodyErrors(
        () => db.$queryRaw<{ application: string; api: CountedInterface; until: Date }[]>`
          select application, api, paused_until as until from defender_budget
          where paused_until > clock_timestamp() order by application, api`,
      ),
  };
}
