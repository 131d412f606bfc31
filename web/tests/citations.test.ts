import { Marked } from "marked";
import { describe, expect, it } from "vitest";
import { citationMarkdown, splitCitations, withoutCitations } from "../src/chat/citations";

describe("citation markers in plain text", () => {
  it("are split off, and the pieces joined are the text", () => {
    const text = "年休假为十天 [1][2]，见 [第五条](https://a.example/) 与 [12]。";
    const pieces = splitCitations(text);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.flatMap((piece) => piece.n ?? [])).toEqual([1, 2, 12]);
  });

  it("are not seen in links, words or long numbers", () => {
    expect(splitCitations("[1](https://a.example/) [a] [2026]").every((piece) => piece.n === undefined)).toBe(true);
  });

  it("are not read aloud", () => {
    expect(withoutCitations("Ten days [1][2].")).toBe("Ten days .");
  });

  it("are absent from an empty text", () => {
    expect(splitCitations("")).toEqual([]);
  });
});

describe("citation markers in Markdown", () => {
  const html = (text: string) => String(new Marked(citationMarkdown).parse(text));
  const mark = (n: number) => `<cite-mark data-n="${n}"></cite-mark>`;

  it("become marks within bold words, lists and tables", () => {
    expect(html("**ten days [1]**")).toContain(`ten days ${mark(1)}</strong>`);
    expect(html("- one [2]")).toContain(mark(2));
    expect(html("| a |\n| - |\n| ten [3] |")).toContain(mark(3));
  });

  it("stay text in code", () => {
    expect(html("`items[1]`")).toContain("items[1]");
    expect(html("```\nx[1]\n```")).not.toContain("cite-mark");
  });

  it("do not define a link at the start of a line, which would make the line vanish", () => {
    expect(html("[1]: the handbook says so")).toContain(`${mark(1)}: the handbook says so`);
  });

  it("stand side by side without being taken for a link by reference", () => {
    expect(html("so [1][2].")).toContain(`${mark(1)}${mark(2)}.`);
  });

  it("leave a real link a link", () => {
    expect(html("[1](https://a.example/)")).toContain('href="https://a.example/"');
  });
});
