import { Tag } from "antd";
import type { Citation, EvidenceRow } from "../api/types";
import { originalFile } from "../api/knowledge";
import { Marked } from "../source/Marked";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Exchanges.module.css";

interface Props {
  evidence: EvidenceRow[];
  citations: Citation[];
}

/** The passages that were given to the model, the quoted words of cited ones highlighted. */
export function EvidenceList({ evidence, citations }: Props) {
  const { t } = useTexts();
  if (evidence.length === 0) return <p className="quiet">{t.exchanges.noEvidence}</p>;
  return (
    <ol className={styles.evidence}>
      {evidence.map((row) => (
        <li key={row.id} className={row.cited ? styles.cited : styles.uncited}>
          <EvidenceHead row={row} numbers={citations.filter((one) => one.chunk === row.id).map((one) => one.n)} />
          <p className={styles.passage}>
            <Quoted row={row} citation={citations.find((one) => one.chunk === row.id)} />
          </p>
          <p className={styles.below}>
            {t.exchanges.score} {row.score.toFixed(3)} · {row.cited ? t.exchanges.cited : t.exchanges.notCited}
            {row.document_id && (
              <>
                {" · "}
                <a href={originalFile(row.document_id, row.page)} target="_blank" rel="noopener">
                  {t.source.original}
                </a>
              </>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}

function EvidenceHead({ row, numbers }: { row: EvidenceRow; numbers: number[] }) {
  const { t } = useTexts();
  const place = [row.page && t.source.page(row.page), ...row.headings].filter(Boolean).join(" › ");
  return (
    <div className={styles.evidenceHead}>
      {numbers.map((n) => (
        <Tag key={n} color="warning">
          {n}
        </Tag>
      ))}
      <strong className={styles.evidenceName}>{row.document}</strong>
      <span className={styles.evidencePlace}>{place}</span>
    </div>
  );
}

function Quoted({ row, citation }: { row: EvidenceRow; citation: Citation | undefined }) {
  const { t } = useTexts();
  if (row.text === null) return <em className="quiet">{t.exchanges.contentOff}</em>;
  const fits = citation && row.text.slice(citation.start, citation.end) === citation.quote;
  return <Marked text={row.text} start={fits ? citation.start : undefined} end={fits ? citation.end : undefined} />;
}
