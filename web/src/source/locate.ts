import type { Citation, DocumentElement } from "../api/types";

/** A part of one element, by offsets in its text. */
export interface Mark {
  element: number;
  start: number;
  end: number;
}

/** Signs that differ between a quotation and the stored text without changing what is said: spacing and Markdown. */
const LOOSE = /[\s|*#`_\\\u200b\ufeff]/;

interface Flat {
  text: string;
  /** For each sign: the element it comes from and its place there. */
  element: number[];
  offset: number[];
}

function flatten(texts: string[]): Flat {
  const flat: Flat = { text: "", element: [], offset: [] };
  const signs: string[] = [];
  texts.forEach((text, element) => {
    for (let offset = 0; offset < text.length; offset++) {
      const sign = text[offset] ?? "";
      if (LOOSE.test(sign)) continue;
      for (const part of sign.normalize("NFKC")) {
        signs.push(part);
        flat.element.push(element);
        flat.offset.push(offset);
      }
    }
  });
  flat.text = signs.join("");
  return flat;
}

/** Where a citation's quote stands in a document; it may run over several elements. Empty when it is not there. */
export function locate(elements: DocumentElement[], citation: Pick<Citation, "quote" | "page" | "heading">): Mark[] {
  const needle = flatten([citation.quote]).text;
  if (!needle) return [];
  const flat = flatten(elements.map((one) => one.text));
  const places = occurrences(flat.text, needle);
  const fitting = places.find((at) => fits(elements[flat.element[at] ?? 0], citation));
  const at = fitting ?? places[0];
  return at === undefined ? [] : marks(flat, at, at + needle.length);
}

function occurrences(text: string, needle: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(needle); at >= 0 && places.length < 200; at = text.indexOf(needle, at + 1)) places.push(at);
  return places;
}

function fits(element: DocumentElement | undefined, citation: Pick<Citation, "page" | "heading">): boolean {
  if (!element) return false;
  if (citation.page) return element.page === citation.page;
  return !citation.heading || element.headings.some((one) => citation.heading?.includes(one));
}

function marks(flat: Flat, from: number, to: number): Mark[] {
  const found: Mark[] = [];
  for (let i = from; i < to; i++) {
    const element = flat.element[i] ?? 0;
    const offset = flat.offset[i] ?? 0;
    const last = found.at(-1);
    if (last?.element === element) last.end = offset + 1;
    else found.push({ element, start: offset, end: offset + 1 });
  }
  return found;
}
