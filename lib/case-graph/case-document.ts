import type { RecordedEvent } from '../custody/recorded-event.ts';
import { actionNodes } from './action-nodes.ts';
import { type CaseNode, caseContext, iri, reference } from './case-node.ts';
import { evidenceNodes } from './evidence-nodes.ts';

/** An incident as the graph names it. */
export interface CaseIncident {
  readonly id: string; // uuid
  readonly name: string;
}

/**
 * Recorded events as a graph of CASE 1.4.0 and UCO 1.4.0 in JSON-LD, one node a line: an investigation, an action for each
 * event with who did it and what informed it, exhibits, sources and sealed copies. It says what the records say and no
 * more. In: null for an excerpt that is no one investigation; events in the order of the log; `newest` remembers the last one of each stream from one document to the next.
 */
export function caseDocument(
  incident: CaseIncident | null,
  events: readonly RecordedEvent[],
  newest: Map<string, string>,
): string {
  const nodes = new Map<string, CaseNode>();
  const put = (node: CaseNode) =>
    nodes.set(node['@id'], {
      ...nodes.get(node['@id']),
      ...node,
      '@type': typesOf(nodes.get(node['@id']), node),
    });
  const actions: string[] = [];
  for (const event of events) {
    const stream = JSON.stringify(event.stream);
    for (const node of [...evidenceNodes(event), ...actionNodes(event, newest.get(stream) ?? null)])
      put(node);
    newest.set(stream, event.id);
    actions.push(iri('investigative-action', event.id));
  }
  const authorizations = [...nodes.keys()].filter((id) => id.startsWith('kb:authorization-'));
  if (incident !== null) put(investigationNode(incident, actions, authorizations));
  const lines = Array.from(nodes.values(), (node) => plainJson(node));
  return `{"@context":${JSON.stringify(caseContext)},"@graph":[\n${lines.join(',\n')}\n]}\n`;
}

/** What a terminal or an editor would obey, or nobody would see, stands as an escape: to a reader of JSON it is the same. */
function plainJson(node: CaseNode): string {
  return JSON.stringify(node).replace(/[\p{C}\u2028\u2029]/gu, (sign) =>
    Array.from(
      { length: sign.length },
      (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function investigationNode(
  { id, name }: CaseIncident,
  actions: readonly string[],
  authorizations: readonly string[],
): CaseNode {
  return {
    '@id': iri('investigation', id),
    '@type': 'case-investigation:Investigation',
    'uco-core:name': name,
    'case-investigation:investigationForm': 'incident',
    ...(authorizations.length === 0
      ? {}
      : { 'case-investigation:relevantAuthorization': authorizations.map(reference) }),
    ...(actions.length === 0 ? {} : { 'uco-core:object': actions.map(reference) }),
  };
}

/** A thing that two events tell of has the types of both. */
function typesOf(before: CaseNode | undefined, node: CaseNode): readonly string[] {
  return [...new Set([before, node].flatMap((one) => one?.['@type'] ?? []))];
}
