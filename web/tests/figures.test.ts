import { describe, expect, it } from "vitest";
import { dayBars, scaleTop } from "../src/access/usageDays";
import { readProblem } from "../src/api/client";
import { messagesOf, type Turn } from "../src/chat/turns";
import { detailLines, inOrder } from "../src/exchanges/stages";
import { bytes, duration, money } from "../src/texts/numbers";

const DAY = 86_400_000;

describe("figures", () => {
  it("come in the unit that reads best", () => {
    expect([bytes(0), bytes(999), bytes(1500), bytes(144_811_072)]).toEqual(["0 B", "999 B", "1.5 kB", "145 MB"]);
    expect([duration(95), duration(1900), duration(21_400), duration(1_284_000)]).toEqual(["95 µs", "1.9 ms", "21 ms", "1.28 s"]);
    expect([money(0), money(0.0024), money(12.5)]).toEqual(["0", "0.0024", "12.50"]);
  });

  it("fill the days on which nothing was asked", () => {
    const row = { day: 2 * DAY, requests: 4, prompt_tokens: 0, completion_tokens: 0, cost: 0, blocked: 1, refused: 1 };
    expect(dayBars([row], DAY, 3)).toEqual([
      { day: "1970-01-02", requests: 0, held: 0 },
      { day: "1970-01-03", requests: 4, held: 2 },
      { day: "1970-01-04", requests: 0, held: 0 },
    ]);
  });

  it("stand under a round top of the scale", () => {
    expect([0, 7, 79, 100, 101].map(scaleTop)).toEqual([5, 10, 100, 100, 200]);
  });
});

describe("an error of the server", () => {
  it("says what happened apart from what to do", () => {
    const error = readProblem(401, { error: { code: "auth.key", message: "Not valid. Check it.", remedy: "Check it." } });
    expect([error.code, error.message, error.remedy]).toEqual(["auth.key", "Not valid.", "Check it."]);
  });

  it("without an explanation keeps its status", () => {
    expect(readProblem(502, {})).toMatchObject({ status: 502, code: "http.502", message: "" });
  });
});

describe("what the model is told of a conversation", () => {
  const turn = (role: Turn["role"], text: string, state: Turn["state"]): Turn => ({ key: text, role, text, state });

  it("leaves out a question whose answer was stopped", () => {
    const turns = [turn("user", "a", "done"), turn("assistant", "half", "stopped"), turn("user", "b", "done"), turn("assistant", "B", "done")];
    expect(messagesOf(turns).map((message) => message.content)).toEqual(["b", "B"]);
  });
});

describe("the stages of an exchange", () => {
  it("stand in the order of the way, unknown ones at the end", () => {
    const stage = (name: string, start_us: number) => ({ name, start_us, status: "done" as const, duration_us: 1, details: {} });
    const stages = [stage("admit", 0), stage("ground", 2), stage("generate", 3), stage("audit", 1)];
    expect(inOrder(stages).map(({ name }) => name)).toEqual(["admit", "generate", "ground", "audit"]);
  });
});

describe("the details of a stage", () => {
  it("are lines without empty ones", () => {
    expect(detailLines({ best_score: 0.9, none: null, list: [], kept: ["a", "b"], inner: { a: 1 } })).toEqual([
      ["best score", "0.9"],
      ["kept", "a, b"],
      ["inner", '{\n "a": 1\n}'],
    ]);
  });
});
