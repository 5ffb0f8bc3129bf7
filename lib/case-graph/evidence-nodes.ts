import { type BroughtSource, provenanceRows } from '../custody/brought-source.ts';
import type { EventDetail } from '../custody/custody-event.ts';
import {
  type EvidenceSource,
  evidenceKind,
  isDiskImage,
  sourceIds,
  sourceNames,
} from '../custody/evidence-source.ts';
import type { RecordedEvent } from '../custody/recorded-event.ts';
import { exhibitIri } from './action-nodes.ts';
import { type CaseNode, iri, iriOf, literal, reference } from './case-node.ts';

/** What an event says of evidence: the exhibit and its source when it is asked for, the sealed copy with its digest. */
export function evidenceNodes(event: RecordedEvent): readonly CaseNode[] {
  if (event.stream.kind !== 'evidence') return [];
  switch (event.type) {
    case 'acquisition.requested':
      return requested(event.stream.id, event.detail);
    case 'evidence.sealed':
      return sealed(event.stream.id, event.detail);
    default:
      return [];
  }
}

function requested(
  evidenceId: string,
  { exhibitNumber, source }: EventDetail<'acquisition.requested'>,
): readonly CaseNode[] {
  const origin = sourceNode(source);
  return [
    origin,
    {
      '@id': exhibitIri(evidenceId),
      '@type': 'case-investigation:ProvenanceRecord',
      'case-investigation:exhibitNumber': exhibitNumber,
      'case-investigation:rootExhibitNumber': exhibitNumber,
      'uco-core:object': [reference(origin['@id']), reference(copyIri(evidenceId))],
    },
    {
      '@id': copyIri(evidenceId),
      '@type': isDiskImage(evidenceKind(source)) ? 'uco-observable:Image' : 'uco-observable:ObservableObject',
      'uco-core:name': `${exhibitNumber}, the copy in the evidence locker`,
      'case-investigation:wasDerivedFrom': reference(origin['@id']),
    },
  ];
}

function sourceNode(source: EvidenceSource): CaseNode {
  const { machine, part } = sourceNames(source);
  const isDisk = evidenceKind(source) === 'disk';
  return {
    '@id': iriOf('source', JSON.stringify(sourceIds(source))),
    '@type': isDisk
      ? ['uco-observable:Disk', 'uco-observable:StorageMedium']
      : ['uco-observable:ObservableObject'],
    'uco-core:name': `${machine}: ${part}`,
    ...('brought' in source ? { 'uco-core:description': provenance(source) } : {}),
  };
}

/** What is said of the time before the receipt, as on the item's page. */
function provenance(source: BroughtSource): string {
  return provenanceRows(source)
    .map(([label, value]) => `${label}: ${value ?? 'Not supplied'}.`)
    .join(' ');
}

function sealed(evidenceId: string, { digests }: EventDetail<'evidence.sealed'>): readonly CaseNode[] {
  const facet = iri('content-data-facet', evidenceId);
  return [
    {
      '@id': copyIri(evidenceId),
      '@type': 'uco-observable:ObservableObject',
      'uco-core:hasFacet': reference(facet),
    },
    {
      '@id': facet,
      '@type': 'uco-observable:ContentDataFacet',
      'uco-observable:sizeInBytes': literal('integer', digests.sizeBytes),
      'uco-observable:hash': reference(iri('hash', evidenceId)),
    },
    {
      '@id': iri('hash', evidenceId),
      '@type': 'uco-types:Hash',
      'uco-types:hashMethod': 'SHA256',
      'uco-types:hashValue': literal('hexBinary', digests.sha256.toUpperCase()),
    },
  ];
}

function copyIri(evidenceId: string): string {
  return iri('image', evidenceId);
}
