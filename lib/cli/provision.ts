import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import type { ProvisioningSite } from '../ports/provisioning-site.ts';
import { planProvision } from '../provision/plan.ts';
import type { ProvisionPlan } from '../provision/provision-plan.ts';
import { irreversibleOn, type ProvisionStep, stepWords } from '../provision/provision-step.ts';
import type { WantedState } from '../provision/wanted-state.ts';
import { type ProvisionSettings, provisionSettings } from '../runtime/env.ts';
import { type ProvisionPerson, provisioning } from '../runtime/provisioning.ts';
import { besideWorker } from './beside-worker.ts';
import { parseOptions } from './parse-options.ts';
import { planLines, planReport } from './print-plan.ts';
import { UsageError } from './usage-error.ts';

const options = {
  plan: { type: 'boolean', default: false },
  apply: { type: 'boolean', default: false },
  region: { type: 'string' },
  subnet: { type: 'string' },
  source: { type: 'string', multiple: true },
  controller: { type: 'string', multiple: true },
  'import-from': { type: 'string', multiple: true },
  anchors: { type: 'string' },
  'confirm-lock': { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/**
 * `holdfast provision`: creates or repairs what the SOC's subscription needs, with the caller's own rights in Azure. Out:
 * 0 if nothing is left to do (or, with --plan, whatever the plan says); 1 if a step was refused or something is left.
 */
export async function provision(args: readonly string[]): Promise<number> {
  const given = parseOptions(args, options);
  if (given.plan === given.apply) throw new UsageError('Say --plan or --apply.');
  return await besideWorker('provision', args, async () => {
    const settings = provisionSettings();
    const signal = new AbortController().signal;
    const { site, wanted } = await provisioning(
      settings,
      choicesOf(given),
      personOf(settings, given.as),
      signal,
    );
    const plan = planProvision(wanted, await site.read(wanted, signal));
    if (!given.json || given.plan) print(given.json ? planReport(plan) : planLines(plan));
    if (given.plan) return 0;
    await applySteps(site, plan.steps, given['confirm-lock'], signal);
    return await readBack(site, wanted, given.json, signal);
  });
}

function choicesOf(given: {
  readonly region?: string | undefined;
  readonly subnet?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly controller?: readonly string[] | undefined;
  readonly 'import-from'?: readonly string[] | undefined;
  readonly anchors?: string | undefined;
}) {
  const controllers = given.controller ?? [];
  if (controllers.length !== 0 && controllers.length !== 2)
    throw new UsageError('There are exactly two controllers: name both, or none.');
  return {
    region: given.region ?? null,
    subnet: given.subnet ?? null,
    sources: given.source ?? [],
    controllers,
    importFrom: given['import-from'] ?? [],
    anchorsGroup: given.anchors ?? null,
  };
}

/** Stops at the first refusal, in Azure's words; what was done stays, and the next run goes on from there. */
async function applySteps(
  site: ProvisioningSite,
  steps: readonly ProvisionStep[],
  confirmed: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const account = irreversibleOn(step);
    if (account !== null) await requireConfirmation(step, account, confirmed);
    await site.perform(step, signal);
    process.stderr.write(`${index + 1}/${steps.length} done: ${stepWords(step)}\n`);
  }
}

/** Nobody locks anything by a slip: the account's own name is typed, or given with --confirm-lock. */
async function requireConfirmation(
  step: ProvisionStep,
  account: string,
  confirmed: string | undefined,
): Promise<void> {
  const typed = confirmed ?? (await ask(`${stepWords(step)}. Type ${account} to go on: `));
  if (typed.trim() === account) return;
  throw new Error(`${stepWords(step)}: not confirmed, so nothing of it was done. All before it was.`);
}

/** Out: what was typed, or nothing where the input ends without an answer, as where nobody sits at the shell. */
async function ask(question: string): Promise<string> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const nothing = new Promise<string>((resolve) => asked.once('close', () => resolve('')));
  try {
    return await Promise.race([asked.question(question), nothing]);
  } finally {
    asked.close();
  }
}

/** What Azure says now counts, not that every step was accepted. */
async function readBack(
  site: ProvisioningSite,
  wanted: WantedState,
  json: boolean,
  signal: AbortSignal,
): Promise<number> {
  const plan: ProvisionPlan = planProvision(wanted, await site.read(wanted, signal));
  print(json ? planReport(plan) : ['Read back:', ...planLines(plan)].join('\n'));
  return plan.steps.length + plan.left.length === 0 ? 0 : 1;
}

function print(text: string | readonly string[]): void {
  process.stdout.write(`${typeof text === 'string' ? text : text.join('\n')}\n`);
}

/** In embedded mode a demo account, as with every verb; else whoever is signed in at this shell. */
function personOf(settings: ProvisionSettings, account: string | undefined): ProvisionPerson {
  switch (settings.HOLDFAST_MODE) {
    case 'embedded':
      return {
        kind: 'fetched',
        fetchToken: (resource) => embeddedToken(settings, account ?? 'controller-1', resource),
      };
    case 'production':
      if (account !== undefined)
        throw new UsageError('--as works only in embedded mode; here you sign in as yourself.');
      return { kind: 'signs-in', prompt: (line) => process.stderr.write(`${line}\n`) };
  }
}

const runFile = z.object({ adminEndpoint: z.url(), adminTokenFile: z.string().min(1) });
const tokenAnswer = z.object({ access_token: z.string().min(1) });

async function embeddedToken(
  { HOLDFAST_HOME: home }: ProvisionSettings,
  account: string,
  resource: string,
): Promise<string> {
  const { adminEndpoint, adminTokenFile } = runFile.parse(
    JSON.parse(await readFile(`${home}/run.json`, 'utf8')),
  );
  const secret = (await readFile(adminTokenFile, 'utf8')).trim();
  const response = await fetch(new URL('/person-token', adminEndpoint), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account, resource }),
  });
  if (!response.ok)
    throw new Error(`The embedded tenant gave no token for "${account}" (${response.status}).`);
  return tokenAnswer.parse(await response.json()).access_token;
}
