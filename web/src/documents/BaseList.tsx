import { NavLink } from "react-router";
import type { Base } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Documents.module.css";

export function BaseList({ bases, open }: { bases: Base[]; open: string }) {
  const { t } = useTexts();
  return (
    <nav aria-label={t.documents.bases}>
      <ul className={styles.bases}>
        {bases.map((base) => (
          <li key={base.id}>
            <NavLink to={`/documents/${base.id}`} className={`${styles.base} ${base.id === open ? styles.baseOpen : ""}`}>
              <span className={styles.baseName}>{base.name}</span>
              <span className={styles.baseCounts}>{t.documents.counts(base.documents, base.chunks)}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
