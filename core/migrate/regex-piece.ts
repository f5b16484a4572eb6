/** One position of a sequence. `some` stands for texts of any number, none among them, whatever they are made of. */
export type Piece =
  | { readonly kind: "literal"; readonly character: string }
  /** A class as a glob writes it. */
  | { readonly kind: "class"; readonly glob: string }
  | { readonly kind: "any" }
  /** `.*` */
  | { readonly kind: "rest" }
  | { readonly kind: "some" }
  | { readonly kind: "start" }
  | { readonly kind: "end" };

export type Sequence = readonly Piece[];

/** Sequences of which one has to fit. */
export type Alternatives = readonly Sequence[];

/** Why an expression has no globs. */
export type Refusal =
  /** regcomp(3) refuses it. */
  { readonly kind: "bad"; readonly problem: string } | { readonly kind: "inexact"; readonly problem: string };

/** What reading throws within its own file, and no further. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.problem);
  }
}

export function refuse(kind: Refusal["kind"], problem: string): never {
  throw new Refused({ kind, problem });
}

const MOST_ALTERNATIVES = 64;
const MOST_PIECES = 128;

/** Each of the one followed by each of the other. */
export function joined(one: Alternatives, other: Alternatives): Alternatives {
  if (one.length * other.length > MOST_ALTERNATIVES) {
    refuse("inexact", "it stands for too many alternatives");
  }
  return one.flatMap((first) =>
    other.map((second) => {
      if (first.length + second.length > MOST_PIECES) refuse("inexact", "it is too long");
      return [...first, ...second];
    }),
  );
}

/** One or the other. */
export function either(one: Alternatives, other: Alternatives): Alternatives {
  if (one.length + other.length > MOST_ALTERNATIVES) {
    refuse("inexact", "it stands for too many alternatives");
  }
  return [...one, ...other];
}
