/** Server-sent events over fetch (WHATWG HTML, "Server-sent events"): only the data of an event matters here. */

/** Collects text as it arrives, in any pieces, and gives the data of each event that is complete. */
export class EventParser {
  private rest = "";
  private data: string[] = [];
  private begun = false;

  feed(text: string): string[] {
    this.rest += text;
    if (!this.begun && this.rest) {
      this.begun = true;
      if (this.rest.startsWith("\uFEFF")) this.rest = this.rest.slice(1);
    }
    const events: string[] = [];
    for (let line = this.takeLine(); line !== null; line = this.takeLine()) {
      const event = this.accept(line);
      if (event !== null) events.push(event);
    }
    return events;
  }

  /** The next whole line. A carriage return at the very end waits: a line feed may belong to it. */
  private takeLine(): string | null {
    const end = this.rest.search(/[\r\n]/);
    if (end < 0) return null;
    const carriage = this.rest[end] === "\r";
    if (carriage && end === this.rest.length - 1) return null;
    const line = this.rest.slice(0, end);
    this.rest = this.rest.slice(end + (carriage && this.rest[end + 1] === "\n" ? 2 : 1));
    return line;
  }

  private accept(line: string): string | null {
    if (line === "") {
      if (this.data.length === 0) return null;
      const event = this.data.join("\n");
      this.data = [];
      return event;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    return null;
  }
}

/** The data of each event of a response body, in order, until it ends. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield* parser.feed(decoder.decode(piece.value, { stream: true }));
    }
  } finally {
    reader.releaseLock();
  }
}
