/** The tests of the guard that are the same over every store: whoever imports this runs them. */
import "./accept.test.js";
import "./approvals.test.js";
import "./calls.test.js";
import "./chain.test.js";
import "./endings.test.js";
import "./hops.test.js";
import "./labels.test.js";
import "./made-hops.test.js";
import "./observe.test.js";
import "./secrets.test.js";
