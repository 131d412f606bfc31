import { SafetyCertificateOutlined } from "../theme/icons";
import { Tag } from "antd";
import type { Verdict } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Exchanges.module.css";

const colours = { low: "default", medium: "warning", high: "error" } as const;

/** What the guards found, in the words of the reader. */
export function VerdictList({ verdicts }: { verdicts: Verdict[] }) {
  const { t, language } = useTexts();
  if (verdicts.length === 0) {
    return (
      <p className={styles.clear}>
        <SafetyCertificateOutlined /> {t.exchanges.noVerdicts}
      </p>
    );
  }
  return (
    <ul className={styles.verdicts}>
      {verdicts.map((one, index) => (
        <li key={index} className={styles.verdict}>
          <div className={styles.verdictHead}>
            <strong>{one.risk_name?.[language] ?? one.risk}</strong>
            <Tag color={colours[one.level]}>{t.level[one.level]}</Tag>
          </div>
          <p>{one.why}</p>
          <p className={styles.below}>
            {[
              t.actionShort[one.action],
              one.side && t.side[one.side],
              one.span && one.span[1] > one.span[0] && t.exchanges.span(one.span[0], one.span[1]),
              `${t.exchanges.score} ${one.score.toFixed(2)}`,
              one.stage,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          <p className={`code ${styles.below}`}>{one.risk}</p>
        </li>
      ))}
    </ul>
  );
}
