// The parts that the tests use of packages which bring no types along.

declare module 'jsonld' {
  const jsonld: {
    toRDF(
      document: object,
      options: { readonly format: string; readonly documentLoader: (url: string) => Promise<never> },
    ): Promise<unknown>;
  };
  export default jsonld;
}

declare module 'n3' {
  export interface Quad {
    readonly subject: { readonly value: string };
  }
  export const DataFactory: { namedNode(iri: string): object };
  export class Parser {
    constructor(options?: { readonly format: string });
    parse(text: string): readonly Quad[];
  }
  export class Store {
    constructor(quads?: readonly Quad[]);
    add(quad: Quad): this;
    match(subject: object | null, predicate: object | null, object: object | null): Iterable<Quad>;
  }
}

declare module 'shacl-engine' {
  export interface ShapeResult {
    readonly focusNode: { readonly term: { readonly value: string } };
    readonly path?: readonly { readonly predicates: readonly { readonly value: string }[] }[];
    readonly message: unknown;
  }
  export class Validator {
    constructor(shapes: object, options: { readonly factory: object });
    validate(data: { readonly dataset: object }): Promise<{ readonly results: readonly ShapeResult[] }>;
  }
}
