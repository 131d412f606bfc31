import type { Citation } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Answer.module.css";

interface Props {
  citations: Citation[];
  onOpen: (citation: Citation) => void;
}

/** The sources under an answer: number, file and place. */
export function SourceList({ citations, onOpen }: Props) {
  const { t } = useTexts();
  if (citations.length === 0) return null;
  return (
    <ol className={styles.sources} aria-label={t.answer.sources(citations.length)}>
      {citations.map((citation) => (
        <li key={citation.n}>
          <button type="button" className={styles.source} onClick={() => onOpen(citation)}>
            <span className={styles.sourceNumber}>{citation.n}</span>
            <span className={styles.sourceName}>{citation.document}</span>
            <span className={styles.sourcePlace}>{citation.page ? t.source.page(citation.page) : citation.heading}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
