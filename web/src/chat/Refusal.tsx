import { StopOutlined, FileSearchOutlined } from "../theme/icons";
import { Link } from "react-router";
import { useTexts } from "../texts/TextsProvider";
import type { TurnFacts } from "./turns";
import styles from "./Refusal.module.css";

/** Whether a rule kept the answer back; otherwise the evidence did not suffice. */
export function byRule(facts: TurnFacts): boolean {
  return facts.action === "refuse" || facts.action === "block" ? facts.verdicts.length > 0 : false;
}

/** No answer, in a form that cannot be taken for one, with what can be done about it. */
export function Refusal({ text, facts }: { text: string; facts: TurnFacts }) {
  const { t, language } = useTexts();
  const rule = byRule(facts);
  const risks = rule ? [...new Set(facts.verdicts.map((one) => one.risk_name?.[language] ?? one.risk))] : [];
  return (
    <section className={`${styles.refusal} ${rule ? styles.rule : ""}`} aria-label={rule ? t.answer.declined : t.answer.notAnswered}>
      <h3 className={styles.title}>
        {rule ? <StopOutlined /> : <FileSearchOutlined />}
        {rule ? t.answer.declined : t.answer.notAnswered}
      </h3>
      {text && <p className={styles.words}>{text}</p>}
      {risks.length > 0 && (
        <p>
          <strong>{t.answer.because(risks.join(language === "zh" ? "、" : ", "))}</strong>
        </p>
      )}
      <p className={styles.lead}>{rule ? t.answer.declinedDo : t.answer.notAnsweredDo}</p>
      <ul className={styles.steps}>
        {(rule ? t.answer.declinedSteps : t.answer.notAnsweredSteps).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      {!rule && <Link to="/documents">{t.answer.upload}</Link>}
    </section>
  );
}
