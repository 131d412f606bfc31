import type { Language } from "./TextsProvider";

const locale = (language: Language) => (language === "zh" ? "zh-CN" : "en-GB");

/** A day and a time, short: 20 Nov, 14:05, with the year when it is another one. */
export function moment(at: number, language: Language): string {
  const date = new Date(at);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: "numeric" } as const);
  const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", ...year } as const;
  return new Intl.DateTimeFormat(locale(language), form).format(date);
}

/** A day alone. */
export function day(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), { year: "numeric", month: "short", day: "numeric" }).format(new Date(at));
}

/** A full moment with seconds, for those who compare records. */
export function exactMoment(at: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));
}

export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(locale(language)).format(value);
}

/** Bytes in the unit that reads best. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** step;
  return `${scaled < 10 && step > 0 ? scaled.toFixed(1) : Math.round(scaled)} ${units[step]}`;
}

/** Microseconds in the unit that reads best. */
export function duration(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 10_000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 1_000_000) return `${Math.round(us / 1000)} ms`;
  return `${(us / 1_000_000).toFixed(us < 10_000_000 ? 2 : 1)} s`;
}

/** A cost with as many digits as a small one needs. */
export function money(value: number): string {
  if (value === 0) return "0";
  return value < 0.01 ? value.toPrecision(2) : value.toFixed(2);
}
