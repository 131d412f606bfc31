import { describe, expect, it } from "vitest";
import type { DocumentElement } from "../src/api/types";
import { locate } from "../src/source/locate";
import { rowsOf } from "../src/source/MarkdownTable";

const element = (text: string, page: number | null = null, headings: string[] = []): DocumentElement => ({
  kind: "paragraph",
  text,
  page,
  box: null,
  level: null,
  headings,
  start: 0,
});

describe("the place of a quote in a document", () => {
  it("is found although lines and widths differ", () => {
    const elements = [element("序言"), element("年休假\n十 天，共 １０ 日。")];
    expect(locate(elements, { quote: "年休假十天，共 10 日" })).toEqual([{ element: 1, start: 0, end: 14 }]);
  });

  it("is the one on the cited page when the words stand on several", () => {
    const elements = [element("ten days", 1), element("ten days", 2)];
    expect(locate(elements, { quote: "ten days", page: 2 })[0]?.element).toBe(1);
  });

  it("is the one under the cited heading", () => {
    const elements = [element("ten days", null, ["Sick leave"]), element("ten days", null, ["Annual leave"])];
    expect(locate(elements, { quote: "ten days", heading: "Rules > Annual leave" })[0]?.element).toBe(1);
  });

  it("may run over several elements", () => {
    const marks = locate([element("one two"), element("three"), element("four")], { quote: "two three" });
    expect(marks).toEqual([
      { element: 0, start: 4, end: 7 },
      { element: 1, start: 0, end: 5 },
    ]);
  });

  it("is nowhere when the words are not there, and an empty quote is nowhere too", () => {
    expect(locate([element("one")], { quote: "two" })).toEqual([]);
    expect(locate([element("one")], { quote: " " })).toEqual([]);
  });
});

describe("the rows of a Markdown table", () => {
  const text = "| a | b |\n| --- | --- |\n| 1 | x \\| y |";

  it("have cells without their bars, and no row for the rule", () => {
    expect(rowsOf({ text, start: undefined, end: undefined }).map((row) => row.cells)).toEqual([
      ["a", "b"],
      ["1", "x | y"],
    ]);
  });

  it("are marked where the quote touches them", () => {
    const start = text.indexOf("1");
    expect(rowsOf({ text, start, end: start + 1 }).map((row) => row.quoted)).toEqual([false, true]);
  });
});
