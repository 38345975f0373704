/**
 * A line to a server that breaks: connections are passed on byte by byte, and some are cut after a number of bytes drawn at
 * random, counted over both directions, so that it happens in the midst of requests and of answers alike.
 */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

export interface CuttingParts {
  /** Where the real server listens on this machine. */
  readonly port: number;
  /** Between 0 and 1; the same sequence for the same seed. */
  readonly random: () => number;
  /** Of how many connections one is cut. */
  readonly oneIn: number;
  /** A connection is cut at the latest after so many bytes. */
  readonly mostBytes: number;
}

export class CuttingLine {
  readonly #parts: CuttingParts;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Whether anything is cut at all. */
  cutting = true;
  connections = 0;
  cuts = 0;

  private constructor(parts: CuttingParts) {
    this.#parts = parts;
    this.#server = createServer((socket) => this.#pass(socket));
  }

  static async open(parts: CuttingParts): Promise<CuttingLine> {
    const line = new CuttingLine(parts);
    await new Promise<void>((resolve) => line.#server.listen(0, "127.0.0.1", resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(near: Socket): void {
    const { port, random, oneIn, mostBytes } = this.#parts;
    this.connections++;
    const far = connect(port, "127.0.0.1");
    const isCut = random() * oneIn < 1;
    // Evenly over the magnitude: as often among the first hundred bytes as among the last tens of thousands.
    let left = isCut ? Math.ceil(mostBytes ** random()) : Number.POSITIVE_INFINITY;
    const both = [near, far] as const;
    const end = () => {
      for (const socket of both) socket.destroy();
    };
    for (const [from, to] of [both, [far, near] as const]) {
      this.#open.add(from);
      from.on("data", (chunk: Buffer) => {
        if (!this.cutting || chunk.length <= left) {
          left -= this.cutting ? chunk.length : 0;
          to.write(chunk);
          return;
        }
        // What came before the cut still arrives, as it would.
        to.write(chunk.subarray(0, left), end);
        left = 0;
        this.cuts++;
      });
      from.on("error", end);
      from.on("close", () => {
        this.#open.delete(from);
        end();
      });
    }
  }
}
