import type { Stage } from "../api/types";

/** The key of each stage's texts. Screening happens twice: before the answer is generated, and after. */
export function stageKeys(stages: Pick<Stage, "name">[]): string[] {
  let screened = 0;
  return stages.map(({ name }) => {
    if (name !== "screen") return name;
    screened += 1;
    return screened === 1 ? "screenInput" : "screenOutput";
  });
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
