import { useId, type ReactNode } from "react";
import head from "../frame/RoomHead.module.css";
import styles from "./Exchanges.module.css";

interface Props {
  title: string;
  hint?: string;
  count?: number;
  children: ReactNode;
}

/** A titled panel of a page. */
export function Section({ title, hint, count, children }: Props) {
  const id = useId();
  return (
    <section className={`${head.panel} ${styles.section}`} aria-labelledby={id}>
      <h2 id={id} className={styles.sectionTitle}>
        {title}
        {count !== undefined && <span className={styles.count}>{count}</span>}
      </h2>
      {hint && <p className={styles.hint}>{hint}</p>}
      {children}
    </section>
  );
}
