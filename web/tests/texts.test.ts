import { describe, expect, it } from "vitest";
import { en } from "../src/texts/en";
import { zh } from "../src/texts/zh";

type Leaf = string | ((...args: never[]) => string);

function leaves(value: unknown, path = ""): [string, Leaf][] {
  if (typeof value === "string" || typeof value === "function") return [[path, value as Leaf]];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** The text as it reads; a function is tried with numbers and words alike. */
const said = (leaf: Leaf) => (typeof leaf === "string" ? leaf : leaf(...([3, 4] as never[])));

// These are the same in both languages, or name the other one.
const BORROWED = new Set(["language.other", "language.switch", "signin.placeholder", "documents.digest", "name"]);

describe("the texts", () => {
  const english = new Map(leaves(en));
  const chinese = new Map(leaves(zh));

  it("have the same keys in both languages", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("take the same values", () => {
    for (const [key, leaf] of english) expect(typeof chinese.get(key), key).toBe(typeof leaf);
  });

  it("are never empty", () => {
    for (const [key, leaf] of [...english, ...chinese]) expect(said(leaf).trim(), key).not.toBe("");
  });

  it("are in their language", () => {
    for (const [key, leaf] of chinese) if (!BORROWED.has(key)) expect(said(leaf), key).toMatch(/\p{Script=Han}/u);
    for (const [key, leaf] of english) if (!BORROWED.has(key)) expect(said(leaf), key).not.toMatch(/\p{Script=Han}/u);
  });

  it("end Chinese sentences with Chinese stops", () => {
    for (const [key, leaf] of chinese) if (!BORROWED.has(key)) expect(said(leaf), key).not.toMatch(/\p{Script=Han}[,;:?!]/u);
  });
});
