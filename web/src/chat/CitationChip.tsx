import type { Citation } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Answer.module.css";

interface Props {
  citation: Citation;
  onOpen: (citation: Citation) => void;
}

/** The number of a source within the sentence that it supports. */
export function CitationChip({ citation, onOpen }: Props) {
  const { t } = useTexts();
  return (
    <button
      type="button"
      className={styles.chip}
      title={citation.quote}
      aria-label={t.answer.citation(citation.n, citation.document)}
      onClick={() => onOpen(citation)}
    >
      {citation.n}
    </button>
  );
}
