import { ExportOutlined } from "../theme/icons";
import { Skeleton } from "antd";
import { useMemo, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { elements as loadElements, originalFile, storedDocument } from "../api/knowledge";
import type { DocumentElement, StoredDocument } from "../api/types";
import { useResource } from "../api/useResource";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { DocumentElements } from "../source/DocumentElements";
import { locate } from "../source/locate";
import { PageView } from "../source/PageView";
import { useTexts } from "../texts/TextsProvider";
import { FileFacts } from "./FileFacts";
import { Outline } from "./Outline";
import styles from "./Documents.module.css";

/** A document: the page as it looks beside what was read from it, with its outline and facts. */
export function DocumentPage() {
  const { t } = useTexts();
  const { base = "", document: id = "" } = useParams();
  const file = useResource(`document-${id}`, (signal) => storedDocument(id, signal));
  const found = useResource(`elements-${id}`, (signal) => loadElements(id, signal));

  if (file.error) return <div className={head.room}><Failure error={file.error} retry={file.reload} /></div>;
  if (!file.data) return <RoomSkeleton />;
  return (
    <div className={file.data.pictured ? `${head.room} ${styles.wide}` : head.room}>
      <RoomHead
        title={file.data.name}
        back={<Link to={`/documents/${base}`}>← {t.documents.title}</Link>}
        actions={
          <a href={originalFile(id)} target="_blank" rel="noopener">
            <ExportOutlined /> {t.source.original}
          </a>
        }
      />
      {found.error && <Failure error={found.error} retry={found.reload} />}
      {found.loading && <Skeleton active paragraph={{ rows: 10 }} />}
      {found.data && <Reading key={id} file={file.data} elements={found.data.items} />}
    </div>
  );
}

/** The document opened: at the quotation that the address names, or at its beginning. */
function Reading({ file, elements }: { file: StoredDocument; elements: DocumentElement[] }) {
  const { t } = useTexts();
  const [search] = useSearchParams();
  const quote = search.get("quote") ?? "";
  const asked = Number(search.get("page")) || null;
  const marks = useMemo(() => locate(elements, { quote, page: asked }), [elements, quote, asked]);
  const [at, setAt] = useState(marks[0]?.element ?? 0);
  const [turned, setTurned] = useState<number>();
  const page = turned ?? elements[at]?.page ?? asked ?? 1;

  const choose = (element: number) => {
    setTurned(undefined);
    setAt(element);
  };
  const turn = (to: number) => {
    const first = elements.findIndex((element) => element.page === to);
    if (first >= 0) setAt(first);
    setTurned(to);
  };
  return (
    <div className={file.pictured ? `${styles.reading} ${styles.pictured}` : styles.reading}>
      {file.pictured && (
        <section className={styles.beside} aria-label={t.documents.pageView}>
          <PageView document={file.id} page={page} pages={file.pages ?? 1} elements={elements} marks={marks} at={at} onPage={turn} onChosen={choose} />
        </section>
      )}
      <section className={`${head.panel} ${styles.page}`} aria-label={t.documents.elements}>
        {elements.length === 0 && <p className="quiet">{t.documents.noElements}</p>}
        <DocumentElements elements={elements} marks={marks} at={at} />
      </section>
      <aside className={styles.beside}>
        <FileFacts file={file} />
        <Outline elements={elements} onChosen={choose} />
      </aside>
    </div>
  );
}
