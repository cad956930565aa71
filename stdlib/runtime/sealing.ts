/**
 * What a store keeps of instances and questions so that another process can take them up: whole values, since it has to go on with
 * them. Where some are sensitive, all of such a cell is sealed for those who have the key (AES-256-GCM, bound to the cell's name).
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface Sealer {
  seal(cell: string, text: string): string;
  /** The text, sealed or not; `undefined` where it was sealed for others, or changed. */
  unseal(cell: string, text: string): string | undefined;
}

const marker = "sealed:";
const [ivBytes, tagBytes] = [12, 16];

/** With `isSealing`, what is written from now on is sealed with the secret, 32 bytes; what was sealed with it is always read. */
export function sealer(secret: Uint8Array | undefined, isSealing: boolean): Sealer {
  return {
    seal(cell, text) {
      if (!isSealing || secret === undefined) return text;
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", secret, iv).setAAD(Buffer.from(cell));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return marker + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    unseal(cell, text) {
      if (!text.startsWith(marker)) return text;
      if (secret === undefined) return undefined;
      const bytes = Buffer.from(text.slice(marker.length), "base64url");
      try {
        const decipher = createDecipheriv("aes-256-gcm", secret, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
          .setAAD(Buffer.from(cell))
          .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
      } catch {
        return undefined;
      }
    },
  };
}
