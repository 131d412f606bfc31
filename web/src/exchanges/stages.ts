import type { Stage } from "../api/types";

const ORDER = [
  "admit",
  "resolve",
  "screen_question",
  "recall",
  "retrieve",
  "generate",
  "ground",
  "screen_answer",
  "label",
  "record",
];

/** The stages in the order of the way through Weir; they begin inside one another, so the times alone do not give it. */
export function inOrder(stages: Stage[]): Stage[] {
  const place = ({ name }: Stage) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...stages].sort((a, b) => place(a) - place(b) || a.start_us - b.start_us);
}

/** A stage's details as lines that can be read: nested things as JSON. */
export function detailLines(details: Record<string, unknown>): [string, string][] {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name.replaceAll("_", " "), inWords(value)]);
}

function inWords(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  if (typeof value === "object") return JSON.stringify(value, null, 1);
  return String(value);
}
