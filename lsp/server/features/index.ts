/** Every feature of the server, one line each. */
import type { Feature } from "../feature.js";
import { definition } from "./definition.js";
import { folding } from "./folding.js";
import { references } from "./references.js";
import { rename } from "./rename.js";

export const features: readonly Feature[] = [definition, folding, references, rename];
