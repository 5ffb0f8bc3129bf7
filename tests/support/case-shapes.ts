import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { DataFactory, Parser, Store } from 'n3';
import { type ShapeResult, Validator } from 'shacl-engine';

const ontologyFile = new URL('../contracts/case/case-1.4.0.ttl', import.meta.url);
const subClassOf = 'http://www.w3.org/2000/01/rdf-schema#subClassOf';
let ontology: Store | null = null;

/** What CASE's own shapes say against a document, without any network. */
export async function problemsIn(document: string): Promise<readonly string[]> {
  ontology ??= new Store(new Parser().parse(readFileSync(ontologyFile, 'utf8')));
  const documentLoader = async (url: string) => {
    throw new Error(`the network was asked for ${url}`);
  };
  const nquads = await jsonld.toRDF(JSON.parse(document), { format: 'application/n-quads', documentLoader });
  const data = new Store(new Parser({ format: 'N-Quads' }).parse(String(nquads)));
  for (const quad of ontology.match(null, DataFactory.namedNode(subClassOf), null)) data.add(quad);
  const validator = new Validator(ontology, { factory: DataFactory });
  const { results } = await validator.validate({ dataset: data });
  return results.map(wordsOf);
}

function wordsOf({ focusNode, path, message }: ShapeResult): string {
  return `${focusNode.term.value} ${path?.[0]?.predicates[0]?.value ?? ''} ${JSON.stringify(message)}`;
}
