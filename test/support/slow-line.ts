/**
 * A line to a server that is slow in both directions: every piece of what is said arrives late, and in order.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export class SlowLine {
  readonly #port: number;
  readonly #delayMs: number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Whether anything is held up at all. */
  slow = false;

  private constructor(port: number, delayMs: number) {
    this.#port = port;
    this.#delayMs = delayMs;
    this.#server = createServer((socket) => this.#pass(socket));
  }

  /** To the server at `port` of this machine; each piece is held for `delayMs`. */
  static async open({ port, delayMs }: { readonly port: number; readonly delayMs: number }): Promise<SlowLine> {
    const line = new SlowLine(port, delayMs);
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
    const far = connect(this.#port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(from);
      let before = Promise.resolve();
      from.on("data", (chunk: Buffer) => {
        before = before.then(async () => {
          if (this.slow) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
          to.write(chunk);
        });
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#open.delete(from);
        void before.then(() => to.destroy());
      });
    }
  }
}
