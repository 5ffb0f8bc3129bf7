import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isQuorum } from '../../../lib/ledger/quorum.ts';
import { parseTrustPolicy } from '../../../lib/ledger/trust-policy.ts';
import { encodeVerifierKey, type NoteAlgorithm, verifierKey } from '../../../lib/ledger/verifier-key.ts';

function vkey(name: string, algorithm: NoteAlgorithm): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  return encodeVerifierKey(verifierKey(name, algorithm, raw));
}

const log = vkey('log.example/1', 'ed25519');
const witness = (name: string) => `witness ${name} ${vkey(`${name}.example`, 'cosignature-v1')}`;

const example = `# as in the specification
log ${log}

${witness('X1')} https://x1.example/
${witness('X2')}
\t${witness('X3')}
group X-witnesses 2 X1 X2 X3
${witness('Y1')}
${witness('Y2')}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('a trust policy', () => {
  it('names logs, witnesses with their addresses, and the quorum', () => {
    const policy = parseTrustPolicy(example);
    expect(policy.logs.map((key) => key.name)).toEqual(['log.example/1']);
    expect(Array.from(policy.witnesses.keys())).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2']);
    expect(policy.witnesses.get('X1')?.url).toBe('https://x1.example/');
  });

  it.each([
    [['X1', 'X2', 'Y1'], true],
    [['X1', 'X2', 'X3'], false],
    [['X1', 'Y1', 'Y2'], false],
    [['X2', 'X3', 'Y2'], true],
    [[], false],
  ])('counts %j as a quorum: %s', (names, verdict) => {
    expect(isQuorum(parseTrustPolicy(example).quorum, new Set(names))).toBe(verdict);
  });

  it('may ask for no witness at all, but must say so', () => {
    expect(isQuorum(parseTrustPolicy('quorum none\n').quorum, new Set())).toBe(true);
    expect(() => parseTrustPolicy(`log ${log}\n`)).toThrow('no quorum line');
  });

  const w1 = witness('w1');
  it.each([
    ['a second log line with one key', `log ${log}\nlog ${log}\nquorum none\n`, 'Line 2'],
    ['two witnesses with one key', `${w1}\n${w1.replace('w1', 'w2')}\nquorum w1\n`, 'stands on a line above'],
    ['a name defined twice', `${w1}\n${witness('w1')}\nquorum w1\n`, 'already taken'],
    ['a group under the name none', `${w1}\ngroup none all w1\nquorum none\n`, 'already taken'],
    ['a quorum that is defined later', `quorum w1\n${w1}\n`, 'not defined'],
    ['a member of two groups', `${w1}\ngroup a all w1\ngroup b all w1\nquorum a\n`, 'already a member'],
    ['a threshold above the members', `${w1}\ngroup a 2 w1\nquorum a\n`, 'from 1 to 1'],
    ['a threshold of zero', `${w1}\ngroup a 0 w1\nquorum a\n`, 'from 1 to 1'],
    ['a group without members', `${w1}\ngroup a all\nquorum w1\n`, 'group line reads'],
    ['two quorums', 'quorum none\nquorum none\n', 'second quorum'],
    ['the key of a log for a witness', `witness w ${log}\nquorum w\n`, 'not the key of a witness'],
    ['the key of a witness for a log', `log ${w1.split(' ')[2]}\nquorum none\n`, 'not of a log'],
    ['a foreign word', 'trust everybody\n', 'begins with'],
    ['a control character', 'quorum none\r\n', 'control character'],
  ])('is refused with %s', (_, text, why) => {
    expect(() => parseTrustPolicy(text)).toThrow(why);
  });
});
