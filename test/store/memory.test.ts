import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { storeSuite } from "./suite.js";

storeSuite(
  "memory",
  async () => {
    const store = memoryStore();
    return { store, again: async () => store };
  },
  10_000,
);
