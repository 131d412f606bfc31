import type { ReactNode } from "react";
import styles from "./Nothing.module.css";

interface Props {
  title: string;
  /** What would be here and how it comes about. */
  children: ReactNode;
  action?: ReactNode;
}

/** An empty place that says what belongs into it. */
export function Nothing({ title, children, action }: Props) {
  return (
    <div className={styles.nothing}>
      <svg viewBox="0 0 96 40" width="96" height="40" aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          <path d="M2 16c16 0 20-10 36-10h56" />
          <path d="M2 24c16 0 20 10 36 10h56" />
          <path d="M22 20c14 0 20-6 42-6v12c-22 0-28-6-42-6z" strokeDasharray="3 4" />
        </g>
      </svg>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}
