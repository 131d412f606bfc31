import { describe, expect, it } from "vitest";
import { EventParser, readEvents } from "../src/api/sse";

const feedAll = (pieces: string[]) => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.feed(piece));
};

describe("server-sent events", () => {
  it("gives an event when its empty line has come, not before", () => {
    const parser = new EventParser();
    expect(parser.feed("data: one")).toEqual([]);
    expect(parser.feed("\n")).toEqual([]);
    expect(parser.feed("\n")).toEqual(["one"]);
  });

  it("gives the same events however the text is cut", () => {
    const text = '\uFEFFdata: {"a": "堰"}\r\n\r\n: ping\n\ndata: x\ndata: y\n\nid: 7\nevent: end\ndata:[DONE]\r\r';
    const whole = feedAll([`${text}\n`]);
    expect(whole).toEqual(['{"a": "堰"}', "x\ny", "[DONE]"]);
    for (let size = 1; size <= text.length; size++) {
      const pieces = `${text}\n`.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(feedAll(pieces)).toEqual(whole);
    }
  });

  it("takes one space after the colon away and leaves others", () => {
    expect(feedAll(["data:a\n\ndata:  b\n\ndata\n\n"])).toEqual(["a", " b", ""]);
  });

  it("forgets what no empty line has ended", () => {
    expect(feedAll(["data: half"])).toEqual([]);
  });

  it("keeps a character whole that is cut between two network pieces", async () => {
    const bytes = new TextEncoder().encode("data: 都江堰\n\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events: string[] = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual(["都江堰"]);
  });
});
