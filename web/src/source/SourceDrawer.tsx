import { ExportOutlined } from "@ant-design/icons";
import { Alert, Drawer, Skeleton } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";
import { elements as loadElements, originalFile, storedDocument } from "../api/knowledge";
import type { Citation } from "../api/types";
import { useResource } from "../api/useResource";
import { useTexts } from "../texts/TextsProvider";
import { DocumentElements } from "./DocumentElements";
import { locate } from "./locate";
import { Passage } from "./Passage";
import styles from "./Source.module.css";

interface Props {
  citation: Citation;
  exchange: string;
  onClose: () => void;
}

/** A citation's source at the place: the document around the quote, which is highlighted. */
export function SourceDrawer({ citation, exchange, onClose }: Props) {
  const { t } = useTexts();
  const id = citation.document_id;
  const place = citation.page ? t.source.page(citation.page) : citation.heading;
  return (
    <Drawer open onClose={onClose} size={600} title={t.source.title(citation.n)} closable={{ "aria-label": t.source.close }}>
      <div className={styles.place}>
        <h2 className={styles.file}>{citation.document}</h2>
        {place && <div className="quiet">{place}</div>}
        <blockquote className={styles.quote}>{citation.quote}</blockquote>
      </div>
      {id ? <Stored id={id} citation={citation} exchange={exchange} /> : <Inline citation={citation} exchange={exchange} note={t.source.inline} />}
    </Drawer>
  );
}

function Stored({ id, citation, exchange }: { id: string; citation: Citation; exchange: string }) {
  const { t } = useTexts();
  const found = useResource(`elements-${id}`, (signal) => loadElements(id, signal));
  const file = useResource(`document-${id}`, (signal) => storedDocument(id, signal));
  const marks = useMemo(() => (found.data ? locate(found.data.items, citation) : []), [found.data, citation]);
  if (found.error) return <Inline citation={citation} exchange={exchange} note={t.source.gone} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      <div className={styles.links}>
        <a href={originalFile(id, citation.page)} target="_blank" rel="noopener">
          <ExportOutlined /> {t.source.original}
        </a>
        {file.data && <Link to={`/documents/${file.data.kb}/${id}`}>{t.source.inDocuments}</Link>}
      </div>
      {marks.length === 0 && <Inline citation={citation} exchange={exchange} note={t.source.notFound} />}
      <DocumentElements elements={found.data.items} marks={marks} />
    </>
  );
}

function Inline({ citation, exchange, note }: { citation: Citation; exchange: string; note: string }) {
  return (
    <div className={styles.inline}>
      <Alert type="info" title={note} />
      <Passage citation={citation} exchange={exchange} />
    </div>
  );
}
