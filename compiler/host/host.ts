/** The only door to the disk and the clock, so that all else can run in memory. Paths use `/`. */

export type ReadResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface Host {
  /** The folder that relative paths start from, absolute. */
  readonly folder: string;
  /** The text of a file, decoded as UTF-8 (bytes that are not UTF-8 become U+FFFD). `path` is absolute, or a `std:` module. */
  read(path: string): ReadResult;
  /** Every `.remit` file below an absolute folder, sorted; hidden folders and `node_modules` are left out. Of `std:`, the modules of the standard library. */
  findPolicies(
    folder: string,
  ):
    | { readonly kind: "files"; readonly files: readonly string[] }
    | { readonly kind: "missing" }
    | { readonly kind: "unreadable"; readonly reason: string };
  isFolder(path: string): boolean;
  write(path: string, text: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The files around the folder as a revision of their version control has them; missing where a host has none. */
  revision?(ref: string): Revision;
}

export type Revision =
  | { readonly kind: "revision"; readonly host: Host; readonly commit: string }
  /** Why there is none, in one line for a person. */
  | { readonly kind: "none"; readonly reason: string };
