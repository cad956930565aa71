/** Every feature of the server, one line each. */
import type { Feature } from "../feature.js";
import { folding } from "./folding.js";

export const features: readonly Feature[] = [folding];
