import { fileStore } from "../../stdlib/runtime/store/file.js";
import { temporaryFolders } from "./folders.js";
import { storeSuite } from "./suite.js";

const newFolder = temporaryFolders();

storeSuite(
  "file",
  async () => {
    const folder = newFolder();
    let last = fileStore(folder);
    return {
      store: last,
      again: async () => {
        await last.close();
        last = fileStore(folder);
        return last;
      },
    };
  },
  10_000,
);
