/** All that holds up the meaning and the decision procedure. What is quick and tells most comes first. */
import { configureGlobal } from "fast-check";

import "../../runtime/value.test.js";
import "../../runtime/pattern.test.js";
import "../../runtime/constraint.test.js";
import "../../runtime/conforms.test.js";
import "../formula.test.js";
import "../search.test.js";
import "../theory.test.js";
import "../list-lessons.test.js";
import "../numbers.test.js";
import "../simplify.test.js";
import "../urlfacts.test.js";
import "../atoms.test.js";
import "../model.test.js";
import "../constructs.test.js";
import "../lists.test.js";
import "../narrower.test.js";
import "../nesting.test.js";
import "../covers.test.js";
import "../possible.test.js";
import "../sanity.test.js";
import "../witness.test.js";
import "../strings/automaton.test.js";
import "../strings/colouring.test.js";
import "../strings/domain.test.js";
import "../strings/examples.test.js";
import "../strings/guess.test.js";
import "../strings/limits.test.js";
import "../strings/network.test.js";
import "../strings/prefixes.test.js";
import "../strings/theory.test.js";
import "../strings/lessons.test.js";
import "../terms.test.js";
import "../unary.test.js";
import "../urls.test.js";
import "../laws.test.js";
import "../finite.test.js";
import "../limits.test.js";

// Always the same cases; and a law that fails has done its work, its case need not be made small.
configureGlobal({ seed: 1, endOnFailure: true });
