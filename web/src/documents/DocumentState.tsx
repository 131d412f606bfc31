import { Progress, Tag } from "antd";
import { useTexts } from "../texts/TextsProvider";
import type { Row } from "./DocumentTable";
import styles from "./Documents.module.css";

/** How far a file is. */
export function DocumentState({ row }: { row: Row }) {
  const { t } = useTexts();
  const status = row.document?.status ?? (row.upload?.error ? "failed" : "uploading");
  const words = t.documents.status[status];
  if (status === "ready") return <Tag color="success">{words}</Tag>;
  if (status === "failed") return <Tag color="error">{words}</Tag>;
  const percent = Math.round((row.document?.progress ?? 0) * 100);
  return (
    <div className={styles.state}>
      <span className="number">
        {words}
        {percent > 0 && ` ${percent}%`}
      </span>
      <Progress percent={percent} showInfo={false} size={{ height: 4 }} status="active" aria-label={words} />
    </div>
  );
}
