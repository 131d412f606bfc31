import { Link } from "react-router";
import { explain } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { DocumentState } from "./DocumentState";
import type { Row } from "./DocumentTable";
import styles from "./Documents.module.css";

/** The name of a file, and under a failed one why it failed and what to do. */
export function DocumentName({ base, row }: { base: string; row: Row }) {
  const { t } = useTexts();
  const name = row.document?.name ?? row.upload?.file.name ?? "";
  const problem = row.upload?.error ? explain(row.upload.error, t) : null;
  const what = problem?.what ?? row.document?.error?.message;
  const todo = problem?.todo ?? row.document?.error?.remedy;
  return (
    <div className={styles.name}>
      {row.document?.status === "ready" ? (
        <Link to={`/documents/${base}/${row.document.id}`}>{name}</Link>
      ) : (
        <span className={styles.nameText}>{name}</span>
      )}
      <div className={styles.stateBelow}>
        <DocumentState row={row} />
      </div>
      {what && (
        <div className={styles.reason}>
          <span>{todo && what.endsWith(todo) ? what.slice(0, -todo.length) : what}</span>
          {todo && <span className={styles.remedy}>{todo}</span>}
        </div>
      )}
    </div>
  );
}
