import { sha256 } from '../hashing/merkle-hash.ts';

/** A value of a node: another node by its IRI, a typed literal, or several of these. */
export type CaseValue = string | CaseReference | CaseLiteral | CaseNode | readonly CaseValue[];

export interface CaseReference {
  readonly '@id': string;
}

interface CaseLiteral {
  readonly '@type': string;
  readonly '@value': string;
}

export interface CaseNode extends CaseReference {
  readonly '@type': string | readonly string[];
  readonly [property: string]: CaseValue;
}

/** What the prefixes stand for. `kb` is opaque: each name below it ends in a UUID. */
export const caseContext = {
  kb: 'urn:holdfast:kb:',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-tool': 'https://ontology.unifiedcyberontology.org/uco/tool/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

/** A node's IRI from an id that is a UUID already. */
export function iri(kind: string, uuid: string): string {
  return `kb:${kind}-${uuid.toLowerCase()}`;
}

/** A node's IRI from whatever it says: equal things have one name, wherever they are met (UUIDv8, RFC 9562 §5.8). */
export function iriOf(kind: string, ...said: readonly (string | null)[]): string {
  const bytes = sha256(new TextEncoder().encode(JSON.stringify([kind, ...said]))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return iri(kind, hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}

export function reference(id: string): CaseReference {
  return { '@id': id };
}

/** A literal of XML Schema. */
export function literal(type: 'dateTime' | 'integer' | 'hexBinary', value: string): CaseLiteral {
  return { '@type': `xsd:${type}`, '@value': value };
}
