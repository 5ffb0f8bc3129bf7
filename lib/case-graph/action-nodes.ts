import type { Actor } from '../custody/actor.ts';
import type { LegalAuthority } from '../custody/legal-authority.ts';
import { authorityNotSupplied } from '../custody/legal-authority.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { recordedWords } from '../custody/recorded-words.ts';
import { type CaseNode, iri, iriOf, literal, reference } from './case-node.ts';

/** One recorded event as an investigative action, with who acted and with what; the action stands last. */
export function actionNodes(event: RecordedEvent, before: string | null): readonly CaseNode[] {
  const { title, sentence } = recordedWords(event);
  const tool = toolNode(event);
  const performer = performerNode(event.actor);
  const authorization = event.authority === null ? null : authorizationNode(event.authority);
  const at = literal('dateTime', event.occurredAt);
  const action: CaseNode = {
    '@id': iri('investigative-action', event.id),
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': title,
    'uco-core:description': described(event, sentence),
    'uco-action:startTime': at,
    'uco-action:endTime': at,
    'uco-action:instrument': reference(tool['@id']),
    ...(performer === null ? {} : { 'uco-action:performer': reference(performer['@id']) }),
    ...(before === null
      ? {}
      : { 'case-investigation:wasInformedBy': reference(iri('investigative-action', before)) }),
    ...objectsOf(event),
  };
  return [tool, performer, authorization, action].filter((node) => node !== null);
}

/** An exhibit, by which every action on it is tied together. */
export function exhibitIri(evidenceId: string): string {
  return iri('provenance-record', evidenceId);
}

function described({ type, n, reason }: RecordedEvent, sentence: string): string {
  return `${type}, number ${n} of its chain. ${sentence}${reason === null ? '' : ` Reason: “${reason}”`}`;
}

function objectsOf({ stream }: RecordedEvent): Partial<CaseNode> {
  return stream.kind === 'evidence' ? { 'uco-action:object': reference(exhibitIri(stream.id)) } : {};
}

function toolNode({ tool, actor }: RecordedEvent): CaseNode {
  const identity = actor.kind === 'worker' ? ` (worker, as ${actor.identity})` : '';
  const name = `${tool.name}${identity}`;
  const version = `${tool.version}, commit ${tool.commit}`;
  return {
    '@id': iriOf('tool', name, version),
    '@type': 'uco-tool:Tool',
    'uco-core:name': name,
    'uco-tool:version': version,
  };
}

/** The person who acted, or for whom the worker did; nobody for housekeeping. */
function performerNode(actor: Actor): CaseNode | null {
  const person = actor.kind === 'person' ? actor : actor.kind === 'worker' ? actor.onBehalfOf : null;
  if (person === null) return null;
  const { objectId, displayName, userPrincipalName } = person;
  return {
    '@id': iriOf('person', objectId, displayName, userPrincipalName),
    '@type': 'uco-identity:Person',
    'uco-core:name': displayName,
    'uco-core:description': `${userPrincipalName}, object ${objectId} of the tenant`,
  };
}

function authorizationNode({ type, number, validFrom, validUntil }: LegalAuthority): CaseNode | null {
  if (type === authorityNotSupplied.type) return null;
  return {
    '@id': iriOf('authorization', type, number, validFrom, validUntil),
    '@type': 'case-investigation:Authorization',
    'case-investigation:authorizationType': type,
    'case-investigation:authorizationIdentifier': number,
    ...(validFrom === null ? {} : { 'uco-core:startTime': literal('dateTime', `${validFrom}T00:00:00Z`) }),
    ...(validUntil === null ? {} : { 'uco-core:endTime': literal('dateTime', `${validUntil}T23:59:59Z`) }),
  };
}
