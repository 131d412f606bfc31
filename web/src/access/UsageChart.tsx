import type { UsageRow } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { count } from "../texts/numbers";
import { dayBars, scaleTop } from "./usageDays";
import styles from "./Access.module.css";

interface Props {
  rows: UsageRow[];
  from: number;
  days: number;
}

const HEIGHT = 140;

/** Requests a day as bars; the part that got no answer is set apart. The table below says the same in numbers. */
export function UsageChart({ rows, from, days }: Props) {
  const { t, language } = useTexts();
  const bars = dayBars(rows, from, days);
  const top = scaleTop(Math.max(...bars.map((bar) => bar.requests)));
  const total = bars.reduce((sum, bar) => sum + bar.requests, 0);
  const step = 100 / bars.length;
  const high = (value: number) => (value / top) * HEIGHT;
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.chartHead}>
        <span className={styles.chartTotal}>{count(total, language)}</span> {t.access.chart}
        <span className={styles.legend}>
          <span className={styles.legendHeld} aria-hidden /> {t.access.refusedCount} · {t.access.blocked}
        </span>
      </figcaption>
      <div className={styles.chartBody}>
        <span className={styles.scale}>{count(top, language)}</span>
        <svg width="100%" height={HEIGHT} role="img" aria-label={t.access.requestsOf(total)}>
          <line x1="0" x2="100%" y1="0.5" y2="0.5" className={styles.line} />
          <line x1="0" x2="100%" y1={HEIGHT / 2} y2={HEIGHT / 2} className={styles.line} />
          {bars.map((bar, i) => (
            <g key={bar.day}>
              <title>{`${bar.day} · ${t.access.requestsOf(bar.requests)}`}</title>
              <rect x={`${i * step}%`} width={`${step}%`} y="0" height={HEIGHT} fill="transparent" />
              <rect x={`${(i + 0.15) * step}%`} width={`${step * 0.7}%`} y={HEIGHT - high(bar.requests)} height={high(bar.requests)} className={styles.bar} />
              <rect x={`${(i + 0.15) * step}%`} width={`${step * 0.7}%`} y={HEIGHT - high(bar.held)} height={high(bar.held)} className={styles.barHeld} />
            </g>
          ))}
          <line x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className={styles.ground} />
        </svg>
      </div>
      <div className={styles.axis}>
        <span>{bars[0]?.day}</span>
        <span>{bars.at(-1)?.day}</span>
      </div>
    </figure>
  );
}
