import type { StoredDocument } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { bytes, count, exactMoment } from "../texts/numbers";
import styles from "./Documents.module.css";

/** What is known of a file, beside its content. */
export function FileFacts({ file }: { file: StoredDocument }) {
  const { t, language } = useTexts();
  const facts: [string, string][] = [
    [t.documents.size, bytes(file.size)],
    [t.documents.pages, file.pages === null ? "–" : count(file.pages, language)],
    [t.documents.chunks, count(file.chunks, language)],
    [t.documents.added, exactMoment(file.created_at, language)],
    [t.documents.type, file.media_type],
    [t.documents.digest, file.sha256],
  ];
  return (
    <section aria-label={t.documents.facts}>
      <h2 className={styles.besideTitle}>{t.documents.facts}</h2>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={name === t.documents.digest ? "code" : "number"}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
