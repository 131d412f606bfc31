import type { DocumentElement } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Documents.module.css";

interface Props {
  elements: DocumentElement[];
  onChosen: (element: number) => void;
}

/** The headings of a document, to go to a place in it. */
export function Outline({ elements, onChosen }: Props) {
  const { t } = useTexts();
  const headings = elements.flatMap((element, index) => (element.kind === "heading" ? [{ element, index }] : []));
  if (headings.length < 2) return null;
  return (
    <nav aria-label={t.documents.outline}>
      <h2 className={styles.besideTitle}>{t.documents.outline}</h2>
      <ol className={styles.outline}>
        {headings.map(({ element, index }) => (
          <li key={index} style={{ paddingLeft: 12 * (Math.min(4, element.level ?? 1) - 1) }}>
            <button type="button" className={styles.outlineLink} onClick={() => onChosen(index)}>
              {element.text}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
