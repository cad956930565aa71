/** When the parser's looking ahead is worked out: where a text first needs it, since most texts use a small part of the grammar. */
import { type ILookaheadStrategy, type IOrAlt, LLkLookaheadStrategy } from "chevrotain";

/** Chevrotain's own strategy, each of its answers made when it is first asked for. Nothing of it is paid for at start-up. */
export function lazyLookahead(maxLookahead: number): ILookaheadStrategy {
  const eager = new LLkLookaheadStrategy({ maxLookahead });
  return {
    validate: (options) => eager.validate(options),
    // The parser calls the answers with itself as `this`, which the types do not say.
    buildLookaheadForAlternation(options) {
      let built: ((alternatives?: IOrAlt<unknown>[]) => number | undefined) | undefined;
      return function (this: unknown, alternatives?: IOrAlt<unknown>[]) {
        built ??= eager.buildLookaheadForAlternation(options);
        return built.call(this, alternatives);
      };
    },
    buildLookaheadForOptional(options) {
      let built: (() => boolean) | undefined;
      return function (this: unknown) {
        built ??= eager.buildLookaheadForOptional(options);
        return built.call(this);
      };
    },
  };
}
