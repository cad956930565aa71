/** For mutation testing: a law that fails has done its work, and its case need not be made small. */
import { configureGlobal, readConfigureGlobal } from "fast-check";

configureGlobal({ ...readConfigureGlobal(), endOnFailure: true });
