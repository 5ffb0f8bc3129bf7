import { acquire } from './acquire.ts';
import { checkpoint } from './checkpoint.ts';
import { parseOptions } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

const usage = `Usage: holdfast <verb> [options]

  acquire     take the disks of a virtual machine of an incident into the evidence locker
                --incident <id, number or title>  --vm <name or resource id>
                [--disk <name> …]                 all managed disks when left out
                --reason <text>
                [--authority-type <warrant | court-order | consent | internal-policy | production-order | other>
                 --authority-number <text>  [--valid-from <date>]  [--valid-until <date>]]
                                          recorded as "Not supplied" when left out
                [--full-read]                     download zero ranges too
                [--confirm-lock <locker account>] confirm the tenant's first lock, which nobody can undo
                [--rehearsal]                     first run: into a container of its own, kept for 1 day
                [--wait]                          stay until the evidence is sealed, and print every digest
  export      make a bundle that a court can check without us, into a folder
                (--incident <id, number or title> | --evidence <id or exhibit number> | --search=<words>)
                --out <folder>                    the log's own record of it comes into <folder>-record
  checkpoint  print the newest signed checkpoint of the ledger
                [--vkey]                          print the verifier keys instead, one a line
  witness     cosign the checkpoints of other people's logs (C2SP tlog-witness); needs no database and no Azure
                --listen <host:port>  --folder <directory>  --name <name of the witness>
                --log <verifier key> …            the logs to look after, or:
                [--policy <file>]                 take the log lines of a trust policy
                [--all-keys]                      demand the signature of every key given for a log
  fsck        hold the live ledger against its anchors and witnesses, and re-derive everything; needs what the
              worker needs, or a running "npm start" in $HOLDFAST_HOME
  recover     rebuild the ledger from its anchors; needs what fsck needs, but for the folder no database
                --from-anchors
                --out <folder>                    entries with their events in clear, and every checkpoint, or:
                --into-database                   put back what the database lacks; an empty migrated one, everything, or:
                --new-epoch --why <text> --stated-by <person> --agreed-by <person>
                                          where entries are gone for good: put back, state the loss under the
                                          log's keys, and go on under the name of the next epoch
  rotate-key  replace both keys that sign the ledger; needs what fsck needs, a worker that runs, and an identity that
              may make versions of keys
                --reason <text>
  verify      check a bundle offline, without database, network or portal, by the trust policy that you hold
                <folder, .zip, .tlog-proof, or a report's .pdf>  --policy <file>
                                          C2SP tlog-policy; see lib/ledger/README.md
                [--roots <folder>]                <authority>.pem of each time-stamp authority you trust
                [--record <folder>]               the log's own record that this bundle was exported
  receipt     verify a bundle likewise, and say what was found in a note signed with a key of your own
                <folder or .zip>  --policy <file>  [--roots <folder>]
                --key <file>  --name <who you are>  a P-256 key in PEM, made if it is not there
                [--out <file>]
  provision   create or repair what the SOC's subscription needs, with your own rights in Azure (az login, else a
              device code); needs the settings of the production set-up, see the README
                --plan | --apply          show what would be done, or do it; a stronger guard is never weakened
                [--region <name>]  [--subnet <id>]   of the account and of its private endpoint
                [--source <subscription id> …]       whose machines are taken
                [--controller <object id> --controller <object id>]
                [--anchors <resource group id>]      the anchors' account instead, for the department that keeps it
                [--confirm-lock <account>]           type the account's name beforehand; else you are asked
  hammer      write and read the ledger with many hands at once, each reader holding checkpoints and demanding
              proofs; only in embedded mode, because what it writes stays in the record
                [--seconds <n>]  [--writers <n>]
  bench       measure, and print our figures beside a baseline of the same run
                [--rounds <n>] [--large]

  --json         print one JSON document
  --as <account> act as a demo account (only beside "npm start" in embedded mode; left out: analyst, and for provision
                 controller-1)
  --url <url>    the portal, when it is not the one started from $HOLDFAST_HOME

Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
`;

/** Runs one verb. Every failure is one line on standard error. */
async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  const verb = rest.includes('--help') ? 'help' : first;
  try {
    switch (verb) {
      case 'acquire':
        return await acquire(rest);
      case 'export':
        return await runExport(rest);
      case 'checkpoint':
        return await checkpoint(rest);
      case 'witness':
        return await runWitness(rest);
      case 'fsck':
        return await runFsck(rest);
      case 'recover':
        return await runRecover(rest);
      case 'rotate-key':
        return await runRotateKey(rest);
      case 'provision':
        return await runProvision(rest);
      case 'verify':
        return await runVerify(rest);
      case 'receipt':
        return await runReceipt(rest);
      case 'hammer':
        return await runHammer(rest);
      case 'bench':
        return await runBench(rest);
      case 'help':
      case '--help':
      case '-h':
        process.stdout.write(usage);
        return 0;
      case undefined:
        throw new UsageError('Say what to do.');
      default:
        throw new UsageError(`There is no verb "${verb}".`);
    }
  } catch (error) {
    const wrongUsage = error instanceof UsageError;
    process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
    if (wrongUsage) process.stderr.write('Run "holdfast help" for the verbs and their options.\n');
    return wrongUsage ? 2 : 1;
  }
}

/** Loaded when asked for: a witness starts with nothing but itself. */
async function runWitness(args: readonly string[]): Promise<number> {
  const { witness } = await import('./witness.ts');
  return await witness(args);
}

/** Loaded when asked for, like all that needs the worker's parts. */
async function runFsck(args: readonly string[]): Promise<number> {
  const { fsck } = await import('./fsck.ts');
  return await fsck(args);
}

async function runRecover(args: readonly string[]): Promise<number> {
  const { recover } = await import('./recover.ts');
  return await recover(args);
}

async function runRotateKey(args: readonly string[]): Promise<number> {
  const { rotateKey } = await import('./rotate-key.ts');
  return await rotateKey(args);
}

async function runProvision(args: readonly string[]): Promise<number> {
  const { provision } = await import('./provision.ts');
  return await provision(args);
}

async function runExport(args: readonly string[]): Promise<number> {
  const { exportBundle } = await import('./export.ts');
  return await exportBundle(args);
}

/** Loaded when asked for: an auditor's machine has nothing but this. */
async function runVerify(args: readonly string[]): Promise<number> {
  const { verify } = await import('./verify.ts');
  return await verify(args);
}

async function runReceipt(args: readonly string[]): Promise<number> {
  const { receipt } = await import('./receipt.ts');
  return await receipt(args);
}

async function runHammer(args: readonly string[]): Promise<number> {
  const { hammer } = await import('./hammer.ts');
  return await hammer(args);
}

/** Loaded when asked for: measuring needs parts that no other verb does. */
async function runBench(args: readonly string[]): Promise<number> {
  const { rounds, large, json } = parseOptions(args, {
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (!/^[1-9]\d?$/.test(rounds)) throw new UsageError('--rounds must be a number from 1 to 99.');
  const { bench } = await import('./bench.ts');
  await bench({ rounds: Number(rounds), large, json, print: (line) => process.stdout.write(`${line}\n`) });
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
