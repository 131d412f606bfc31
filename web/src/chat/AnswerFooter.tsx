import { CheckCircleOutlined, CopyOutlined, ExclamationCircleOutlined } from "../theme/icons";
import { Button, Tooltip } from "antd";
import { Link } from "react-router";
import { useCopy } from "../notices/useCopy";
import { useTexts } from "../texts/TextsProvider";
import type { TurnFacts } from "./turns";
import styles from "./Answer.module.css";

/** What was done to an answer, its label, and the way to its record. */
export function AnswerFooter({ text, facts }: { text: string; facts: TurnFacts }) {
  const { t } = useTexts();
  const copy = useCopy();
  const { action, refused, label, exchange } = facts;
  const plain = action === "pass" || action === "label";
  return (
    <footer className={styles.footer}>
      {action && !refused && (
        <span className={plain ? styles.passed : styles.acted}>
          {plain ? <CheckCircleOutlined /> : <ExclamationCircleOutlined />} {t.action[action]}
        </span>
      )}
      {label?.explicit && <span className={styles.label}>{label.explicit}</span>}
      {exchange && <Link to={`/exchanges/${exchange}`}>{t.answer.exchange}</Link>}
      <Tooltip title={t.answer.copy}>
        <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t.answer.copy} onClick={() => copy(text)} />
      </Tooltip>
    </footer>
  );
}
