import type { TokenizerAndRendererExtension, MarkedExtension } from "marked";

/** A citation marker as Weir writes it: a number in brackets that is not the text of a link. */
const MARKER = /\[(\d{1,3})\](?!\()/;
const MARKER_HERE = /^\[(\d{1,3})\](?!\()/;

export interface Piece {
  text: string;
  /** The number of the citation when the piece is a marker. */
  n?: number;
}

/** Split text at its citation markers; joined again the pieces are the text. */
export function splitCitations(text: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (let found = MARKER.exec(rest); found; found = MARKER.exec(rest)) {
    if (found.index > 0) pieces.push({ text: rest.slice(0, found.index) });
    pieces.push({ text: found[0], n: Number(found[1]) });
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) pieces.push({ text: rest });
  return pieces;
}

/** The text as it is read aloud: without markers. */
export function withoutCitations(text: string): string {
  return splitCitations(text)
    .filter((piece) => piece.n === undefined)
    .map((piece) => piece.text)
    .join("");
}

const marker: TokenizerAndRendererExtension = {
  name: "citation",
  level: "inline",
  start: (source) => {
    const at = source.search(MARKER);
    return at < 0 ? undefined : at;
  },
  tokenizer: (source) => {
    const found = MARKER_HERE.exec(source);
    return found ? { type: "citation", raw: found[0], n: found[1] } : undefined;
  },
  renderer: (token) => `<cite-mark data-n="${token["n"]}"></cite-mark>`,
};

/** Markdown in which `[1]` is a citation, also at the start of a line, where it could define a link. */
export const citationMarkdown: MarkedExtension = {
  extensions: [marker],
  tokenizer: { def: () => undefined },
};
