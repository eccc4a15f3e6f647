/**
 * Reading any part of a file.
 *
 * @module
 */
import { openForReading } from "./open_for_reading.ts";
import { refuse } from "./torch_error.ts";

/** An opened file. */
export interface RandomAccess {
  readonly size: number;
  /** @throws {SyntaxError} if the file ends earlier. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

export function openFile(path: string): RandomAccess {
  const file = openForReading(path);
  const { size } = file.statSync();
  return {
    size,
    read(offset, length) {
      // Checked first, so that a length out of a hostile header allocates nothing.
      if (offset + length > size) {
        refuse(`it ends at byte ${size}, bytes ${offset} to ${offset + length} are missing`);
      }
      const bytes = new Uint8Array(length);
      file.seekSync(offset, Deno.SeekMode.Start);
      for (let done = 0; done < length;) {
        const n = file.readSync(bytes.subarray(done));
        if (n === null) refuse(`it ended at byte ${offset + done} while it was read`);
        done += n;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
