import { ExportOutlined } from "../theme/icons";
import { Alert, Drawer, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { query } from "../api/client";
import { elements as loadElements, originalFile, storedDocument } from "../api/knowledge";
import type { Citation, DocumentElement } from "../api/types";
import { useResource } from "../api/useResource";
import { useTexts } from "../texts/TextsProvider";
import { DocumentElements } from "./DocumentElements";
import { locate, type Mark } from "./locate";
import { PageView } from "./PageView";
import { Passage } from "./Passage";
import styles from "./Source.module.css";

interface Props {
  citation: Citation;
  exchange: string;
  /** Called when it has closed and the focus is back where it came from. */
  onClose: () => void;
}

/** A citation's source at the place: the document around the quote, which is highlighted. */
export function SourceDrawer({ citation, exchange, onClose }: Props) {
  const { t } = useTexts();
  const [open, setOpen] = useState(true);
  const id = citation.document_id;
  const place = citation.page ? t.source.page(citation.page) : citation.heading;
  return (
    <Drawer
      open={open}
      onClose={() => setOpen(false)}
      afterOpenChange={(now) => !now && onClose()}
      size={560}
      styles={{ mask: { background: "rgb(0 0 0 / 0.12)" } }}
      closable={{ "aria-label": t.source.close }}
      footer={id && <SourceLinks id={id} citation={citation} />}
      title={
        <div className={styles.title}>
          <span className={styles.file}>{citation.document}</span>
          <span className={styles.place}>{[t.source.title(citation.n), place].filter(Boolean).join(" · ")}</span>
        </div>
      }
    >
      <blockquote className={styles.quote}>{citation.quote}</blockquote>
      {id ? <Stored id={id} citation={citation} exchange={exchange} /> : <Inline citation={citation} exchange={exchange} note={t.source.inline} />}
    </Drawer>
  );
}

function Stored({ id, citation, exchange }: { id: string; citation: Citation; exchange: string }) {
  const { t } = useTexts();
  const found = useResource(`elements-${id}`, (signal) => loadElements(id, signal));
  const marks = useMemo(() => (found.data ? locate(found.data.items, citation) : []), [found.data, citation]);
  if (found.error) return <Inline citation={citation} exchange={exchange} note={t.source.gone} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      {marks.length > 0 && <CitedPage id={id} elements={found.data.items} marks={marks} />}
      {marks.length === 0 && <Inline citation={citation} exchange={exchange} note={t.source.notFound} />}
      <DocumentElements elements={found.data.items} marks={marks} />
    </>
  );
}

/** The page with the cited place on it, where the document can be seen as pictures. */
function CitedPage({ id, elements, marks }: { id: string; elements: DocumentElement[]; marks: Mark[] }) {
  const file = useResource(`document-${id}`, (signal) => storedDocument(id, signal));
  const [turned, setTurned] = useState<number>();
  const page = turned ?? elements[marks[0]?.element ?? 0]?.page;
  if (!file.data?.pictured || !page) return null;
  return <PageView document={id} page={page} pages={file.data.pages ?? 1} elements={elements} marks={marks} onPage={setTurned} />;
}

function Inline({ citation, exchange, note }: { citation: Citation; exchange: string; note: string }) {
  return (
    <div className={styles.inline}>
      <Alert type="info" title={note} />
      <Passage citation={citation} exchange={exchange} />
    </div>
  );
}

function SourceLinks({ id, citation }: { id: string; citation: Citation }) {
  const { t } = useTexts();
  const file = useResource(`document-${id}`, (signal) => storedDocument(id, signal));
  if (!file.data) return null;
  return (
    <div className={styles.links}>
      <a href={originalFile(id, citation.page)} target="_blank" rel="noopener">
        <ExportOutlined /> {t.source.original}
      </a>
      <Link to={`/documents/${file.data.kb}/${id}${query({ quote: citation.quote, page: citation.page ?? undefined })}`}>{t.source.inDocuments}</Link>
    </div>
  );
}
