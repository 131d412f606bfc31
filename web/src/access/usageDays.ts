import type { UsageRow } from "../api/types";

export interface DayBar {
  day: string;
  requests: number;
  /** Of the requests: those that a rule or missing evidence kept from an answer. */
  held: number;
}

/** The local date of a moment as the server writes days: 2026-11-20. */
export function dayName(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** One bar for each day of the period, also for those on which nothing was asked. */
export function dayBars(rows: UsageRow[], from: number, days: number): DayBar[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  return Array.from({ length: days }, (_, i) => {
    // Noon keeps the date right when a day has 23 or 25 hours.
    const day = dayName(from + (i + 0.5) * 86_400_000);
    const row = known.get(day);
    return { day, requests: row?.requests ?? 0, held: (row?.blocked ?? 0) + (row?.refused ?? 0) };
  });
}

/** A round number at or above the largest value, for the top of the scale. */
export function scaleTop(largest: number): number {
  if (largest <= 5) return 5;
  const unit = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= largest) ?? largest;
}
