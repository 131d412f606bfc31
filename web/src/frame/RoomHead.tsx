import { useEffect, type ReactNode } from "react";
import { useTexts } from "../texts/TextsProvider";
import styles from "./RoomHead.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  /** What leads back, above the title. */
  back?: ReactNode;
  actions?: ReactNode;
}

/** The heading of a room; it also names the page. */
export function RoomHead({ title, lead, back, actions }: Props) {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${title} · ${t.name}`;
  }, [title, t.name]);
  return (
    <header className={styles.head}>
      <div className={styles.words}>
        {back && <div className={styles.back}>{back}</div>}
        <h1 className={styles.title}>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
