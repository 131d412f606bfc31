import type { DocumentElement } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { MarkdownTable } from "./MarkdownTable";
import { Marked } from "./Marked";
import type { Mark } from "./locate";
import styles from "./Source.module.css";

interface Props {
  element: DocumentElement;
  mark: Mark | undefined;
}

/** One element of a document as it was read. */
export function ElementView({ element, mark }: Props) {
  const { t } = useTexts();
  const part = { text: element.text, start: mark?.start, end: mark?.end };
  if (element.kind === "heading") {
    return (
      <p className={styles.heading} role="heading" aria-level={Math.min(6, (element.level ?? 1) + 2)} data-level={element.level ?? 1}>
        <Marked {...part} />
      </p>
    );
  }
  if (element.kind === "table" && element.text.includes("|")) return <MarkdownTable {...part} />;
  if (element.kind === "code" || element.kind === "formula") {
    return (
      <pre className={styles.pre} tabIndex={0}>
        <Marked {...part} />
      </pre>
    );
  }
  const named = element.kind !== "paragraph" && element.kind !== "list";
  return (
    <p className={named ? styles.aside : styles.paragraph}>
      {named && <span className={styles.kind}>{t.kind[element.kind] ?? element.kind}</span>}
      <Marked {...part} />
    </p>
  );
}
