/** What a standard is here: a list of controls, each with the questions that decide what a policy shows of it. Plain data. */

export interface Framework {
  /** As `--framework` takes it. */
  readonly short: string;
  readonly name: string;
  readonly version: string;
  /** Risks can be mitigated; only requirements could be complied with, and that a report does not say of any. */
  readonly kind: "risks" | "requirements";
  readonly publisher: string;
  /** Where ids and titles were taken from. */
  readonly sources: readonly string[];
  readonly controls: readonly Control[];
}

export interface Control {
  readonly id: string;
  readonly title: string;
  /** What it asks or warns of, in a sentence. */
  readonly summary: string;
  /** Its source among the framework's; the first unless given. */
  readonly source?: number;
  /** The questions whose weakest answer is the judgement. None: a policy has nothing to say to it. */
  readonly decides: readonly string[];
  /** Questions that belong to it: a no to one is a finding, and a yes changes nothing. */
  readonly also?: readonly string[];
  /** Even where all of them are met, a part of the control is not covered. */
  readonly part?: true;
  /** Its id or title was not held against the publisher's own text. */
  readonly unverified?: true;
  /** What of it is not covered. */
  readonly limit?: string;
}
