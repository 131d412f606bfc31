import { ExportOutlined } from "../theme/icons";
import { Skeleton } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { elements as loadElements, originalFile, storedDocument } from "../api/knowledge";
import type { StoredDocument } from "../api/types";
import { useResource } from "../api/useResource";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { DocumentElements } from "../source/DocumentElements";
import { useTexts } from "../texts/TextsProvider";
import { bytes, count, exactMoment } from "../texts/numbers";
import { Outline } from "./Outline";
import styles from "./Documents.module.css";

/** A document as it was read, with its outline, its facts and the original beside it. */
export function DocumentPage() {
  const { t } = useTexts();
  const { base = "", document: id = "" } = useParams();
  const file = useResource(`document-${id}`, (signal) => storedDocument(id, signal));
  const found = useResource(`elements-${id}`, (signal) => loadElements(id, signal));
  const [at, setAt] = useState(0);

  if (file.error) return <div className={head.room}><Failure error={file.error} retry={file.reload} /></div>;
  if (!file.data) return <RoomSkeleton />;
  return (
    <div className={head.room}>
      <RoomHead
        title={file.data.name}
        back={<Link to={`/documents/${base}`}>← {t.documents.title}</Link>}
        actions={
          <a href={originalFile(id)} target="_blank" rel="noopener">
            <ExportOutlined /> {t.source.original}
          </a>
        }
      />
      <div className={styles.reading}>
        <section className={`${head.panel} ${styles.page}`} aria-label={t.documents.elements}>
          {found.error && <Failure error={found.error} retry={found.reload} />}
          {found.loading && <Skeleton active paragraph={{ rows: 10 }} />}
          {found.data?.items.length === 0 && <p className="quiet">{t.documents.noElements}</p>}
          {found.data && <DocumentElements elements={found.data.items} marks={none} at={at} />}
        </section>
        <aside className={styles.beside}>
          <FileFacts file={file.data} />
          {found.data && <Outline elements={found.data.items} onChosen={setAt} />}
        </aside>
      </div>
    </div>
  );
}

const none: never[] = [];

function FileFacts({ file }: { file: StoredDocument }) {
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
