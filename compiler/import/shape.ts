/** The types that the importer writes: those of the language, before they have a text. */

export type Scalar = "Bool" | "Int" | "Number" | "String" | "Path" | "Url" | "Ip" | "Date" | "Time";

export type Shape =
  | { readonly kind: "scalar"; readonly name: Scalar }
  | { readonly kind: "any" }
  | { readonly kind: "null" }
  /** An enum. */
  | { readonly kind: "texts"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "record"; readonly fields: readonly Slot[] }
  | { readonly kind: "union"; readonly members: readonly Shape[] }
  /** `where`: what must hold of `it`, as expressions; all of one of the lists. */
  | { readonly kind: "refined"; readonly base: Shape; readonly where: readonly (readonly string[])[] };

/** An argument of an action or a field of a record. */
export interface Slot {
  readonly name: string;
  readonly optional: boolean;
  readonly shape: Shape;
  readonly doc?: string;
}

/** What a schema says that its shape does not: `path` names the place within the argument, empty for itself. */
export interface Note {
  readonly path: string;
  readonly text: string;
}

export interface Mapped {
  readonly shape: Shape;
  readonly notes: readonly Note[];
}

export const any: Shape = { kind: "any" };

export function scalar(name: Scalar): Shape {
  return { kind: "scalar", name };
}

/** A shape cut down to the values of which all these expressions hold; the shape itself where there are none. */
export function refine(base: Shape, where: readonly string[]): Shape {
  return where.length === 0 ? base : { kind: "refined", base, where: [where] };
}

/** What the language calls the kind of the values of a shape; `undefined` for values of several kinds. */
export function kindOfShape(shape: Shape): "Bool" | "Number" | "String" | "List" | "Record" | "null" | undefined {
  switch (shape.kind) {
    case "scalar":
      return shape.name === "Bool" ? "Bool" : shape.name === "Int" || shape.name === "Number" ? "Number" : "String";
    case "texts":
      return "String";
    case "list":
      return "List";
    case "record":
      return "Record";
    case "null":
      return "null";
    case "refined":
      return kindOfShape(shape.base);
    case "any":
    case "union":
      return undefined;
  }
}
