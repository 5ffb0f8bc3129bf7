import { describe, expect, it } from 'vitest';
import { formatWitnessRequest, parseWitnessRequest } from '../../../lib/ledger/witness-request.ts';

// The example of C2SP tlog-witness "add-checkpoint".
const checkpoint = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;
const example = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

${checkpoint}`;

describe('what is posted to a witness', () => {
  it('is read and written as the specification’s example', () => {
    const request = parseWitnessRequest(example);
    expect(request.oldSize).toBe(20_852_014n);
    expect(request.proof).toHaveLength(2);
    expect(request.checkpoint).toBe(checkpoint);
    expect(formatWitnessRequest(request)).toBe(example);
  });

  it('may bring no proof', () => {
    expect(parseWitnessRequest(`old 0\n\n${checkpoint}`).proof).toEqual([]);
  });

  it.each([
    ['no checkpoint', 'old 0\n', 'holds no checkpoint'],
    ['an old size with a leading zero', `old 01\n\n${checkpoint}`, 'name the old size'],
    ['no old size', `\n\n${checkpoint}`, 'name the old size'],
    ['a hash of 31 bytes', `old 1\n${'A'.repeat(42)}==\n\n${checkpoint}`, 'must be 32 bytes'],
    ['a hash with stray bits', example.replace('Dpkaw=', 'Dpkax='), 'not base64'],
    ['64 hashes', `old 1\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${checkpoint}`, 'longer than any tree'],
  ])('is refused with %s', (_, body, why) => {
    expect(() => parseWitnessRequest(body)).toThrow(why);
  });
});
