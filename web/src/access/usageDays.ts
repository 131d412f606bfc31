import type { UsageRow } from "../api/types";

export interface DayBar {
  day: string;
  requests: number;
  /** Of the requests: those that a rule or missing evidence kept from an answer. */
  held: number;
}

const DAY = 86_400_000;

/** The date of a moment, UTC: 2026-11-20. */
export const utcDay = (at: number) => new Date(at).toISOString().slice(0, 10);

/** One bar for each day of the period, also for those on which nothing was asked. */
export function dayBars(rows: UsageRow[], from: number, days: number): DayBar[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  return Array.from({ length: days }, (_, i) => {
    const row = known.get(from + i * DAY);
    return { day: utcDay(from + i * DAY), requests: row?.requests ?? 0, held: (row?.blocked ?? 0) + (row?.refused ?? 0) };
  });
}

/** A round number at or above the largest value, for the top of the scale. */
export function scaleTop(largest: number): number {
  if (largest <= 5) return 5;
  const unit = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= largest) ?? largest;
}
