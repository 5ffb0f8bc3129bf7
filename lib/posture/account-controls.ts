import type { NetworkRulesDeny, PrivateEndpoints } from './control.ts';
import { type AccountFacts, fail, type Judgement, pass, unknown } from './posture-facts.ts';

/** Left out means enabled. A network security perimeter decides by rules that are not read here, so it is not off. */
export function judgePublicNetwork({ publicNetworkAccess }: AccountFacts): Judgement {
  const raw = publicNetworkAccess ?? 'not set';
  switch (publicNetworkAccess?.toLowerCase()) {
    case 'disabled':
      return pass(raw);
    case undefined:
      return fail(raw, 'Where it is not set, Azure takes it as enabled.');
    case 'enabled':
      return fail(raw, 'Public networks reach the account as far as its rules let them.');
    case 'securedbyperimeter':
      return fail(raw, 'A network security perimeter decides who reaches the account.');
    default:
      return unknown(raw, 'Azure answered with a word that is not known here.');
  }
}

export function judgeNetworkRules(facts: AccountFacts, { rules, bypass }: NetworkRulesDeny): Judgement {
  const passing = (facts.bypass ?? 'AzureServices').split(',').map((word) => word.trim()); // Azure's default
  const extraRules = without(facts.rules, rules);
  const extraBypass = without(passing, [...bypass, 'None']);
  const raw = `default ${facts.defaultAction ?? 'not set'}; rules: ${listed(facts.rules)}; bypass: ${listed(passing)}`;
  const why: string[] = [];
  if (facts.defaultAction?.toLowerCase() !== 'deny') why.push('What no rule names is let in.');
  if (extraRules.length > 0) why.push(`Not demanded: ${listed(extraRules)}.`);
  if (extraBypass.length > 0) why.push(`May pass the rules: ${listed(extraBypass)}.`);
  return why.length === 0 ? pass(raw) : fail(raw, why.join(' '));
}

export function judgePrivateEndpoints(
  { privateEndpoints }: AccountFacts,
  { endpoints }: PrivateEndpoints,
): Judgement {
  const approved = privateEndpoints
    .filter(({ status }) => status.toLowerCase() === 'approved')
    .map(({ id }) => id);
  const raw = listed(privateEndpoints.map(({ id, status }) => `${id} ${status}`));
  const why: string[] = [];
  const missing = without(endpoints, approved);
  const foreign = without(approved, endpoints);
  if (endpoints.length === 0) why.push('No private endpoint is demanded, so nobody could reach the account.');
  if (missing.length > 0) why.push(`Not approved: ${listed(missing)}.`);
  if (foreign.length > 0) why.push(`Approved and not demanded: ${listed(foreign)}.`);
  return why.length === 0 ? pass(raw) : fail(raw, why.join(' '));
}

/** Left out is equivalent to true. Source: Microsoft.Storage, StorageAccount.allowSharedKeyAccess. */
export function judgeSharedKeys({ allowSharedKeyAccess }: AccountFacts): Judgement {
  if (allowSharedKeyAccess === false) return pass('off');
  return allowSharedKeyAccess
    ? fail('on', 'Whoever has a key reads and writes everything, unnamed.')
    : fail('not set', 'Where it is not set, Azure takes it as on.');
}

/** What a missing value means has changed over the years, so it is unknown. */
export function judgeAnonymousAccess({ allowBlobPublicAccess }: AccountFacts): Judgement {
  if (allowBlobPublicAccess === false) return pass('off');
  return allowBlobPublicAccess
    ? fail('on', 'A container can be opened to anybody.')
    : unknown('not set', 'What it means when it is not set depends on the age of the account.');
}

export function judgeTls({ minimumTlsVersion }: AccountFacts): Judgement {
  const raw = minimumTlsVersion ?? 'not set';
  switch (minimumTlsVersion?.toLowerCase()) {
    case 'tls1_2':
    case 'tls1_3':
      return pass(raw);
    case undefined:
      return fail(raw, 'Where it is not set, older versions may be accepted.');
    case 'tls1_0':
    case 'tls1_1':
      return fail(raw, 'Older versions than TLS 1.2 are accepted.');
    default:
      return unknown(raw, 'Azure answered with a version that is not known here.');
  }
}

function without(list: readonly string[], taken: readonly string[]): readonly string[] {
  const gone = new Set(taken.map((one) => one.toLowerCase()));
  return list.filter((one) => !gone.has(one.toLowerCase()));
}

function listed(list: readonly string[]): string {
  return list.length === 0 ? 'none' : list.toSorted().join(', ');
}
