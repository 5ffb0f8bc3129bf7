import { BlockList, isIPv6 } from 'node:net';

/** Whether an address is one of those named, each a single address, a range `a-b` or CIDR. */
export function isAmong(rules: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const rule of rules) add(list, rule);
  const plain = address.replace(/^::ffff:/, '');
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

function add(list: BlockList, rule: string): void {
  const family = rule.includes(':') ? 'ipv6' : 'ipv4';
  const [network = '', prefix] = rule.split('/');
  const [from = '', to] = rule.split('-');
  if (prefix !== undefined) list.addSubnet(network, Number(prefix), family);
  else if (to !== undefined) list.addRange(from, to, family);
  else list.addAddress(rule, family);
}
