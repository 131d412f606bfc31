import { DeleteOutlined, EditOutlined, MessageOutlined } from "../theme/icons";
import { App, Button, Tabs } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { deleteBase, documents as loadDocuments } from "../api/knowledge";
import type { Base, StoredDocument } from "../api/types";
import { usePaged } from "../api/usePaged";
import { usePolling } from "../api/useResource";
import { explain, Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { BaseForm } from "./BaseForm";
import { BaseState } from "./BaseState";
import { DocumentTable } from "./DocumentTable";
import { Pictures } from "./Pictures";
import { GraphView } from "./GraphView";
import { Sources } from "./Sources";
import { UploadArea } from "./UploadArea";
import { useUploads } from "./useUploads";
import styles from "./Documents.module.css";

interface Props {
  base: Base;
  onChanged: () => void;
  onDeleted: () => void;
}

const busy = (document: StoredDocument) => document.status !== "ready" && document.status !== "failed";

/** One knowledge base: its name, the place to drop files, and its documents. */
export function BasePanel({ base, onChanged, onDeleted }: Props) {
  const { t } = useTexts();
  const { modal, message } = App.useApp();
  const [renaming, setRenaming] = useState(false);
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => loadDocuments(base.id, cursor, signal), [base.id]);
  const documents = usePaged(`documents-${base.id}`, load);
  const uploads = useUploads(base.id, documents.items, documents.refresh);
  const working = documents.items?.filter(busy).length ?? 0;
  usePolling(working > 0, 1000, documents.refresh);

  // The counts of the base are those of the server; they change whenever a document is done.
  const before = useRef(working);
  useEffect(() => {
    if (working < before.current) onChanged();
    before.current = working;
  }, [working, onChanged]);

  const remove = () =>
    modal.confirm({
      title: t.documents.deleteBase(base.name),
      content: t.documents.deleteBaseDo,
      okText: t.do.delete,
      okButtonProps: { danger: true },
      cancelText: t.do.cancel,
      onOk: () => deleteBase(base.id).then(onDeleted, (problem: Error) => void message.error(explain(problem, t).what)),
    });

  const changed = () => {
    documents.reload();
    onChanged();
  };
  const table = (
    <div className={styles.panel}>
      <UploadArea onFile={uploads.add} />
      {documents.error && <Failure error={documents.error} retry={documents.reload} />}
      <DocumentTable
        base={base.id}
        documents={documents.items}
        uploads={uploads.items}
        onDismiss={uploads.dismiss}
        onRetryUpload={uploads.retry}
        onChanged={changed}
        more={documents.more}
        loadingMore={documents.loadingMore}
        onMore={documents.loadMore}
      />
    </div>
  );
  return (
    <section className={styles.panel} aria-labelledby="base-name">
      <header className={styles.panelHead}>
        <div className={styles.words}>
          <h2 id="base-name">{base.name}</h2>
          {base.description && <p className={styles.description}>{base.description}</p>}
          <p className="quiet number">{t.documents.counts(base.documents, base.chunks)}</p>
        </div>
        <div className={styles.panelActions}>
          <Link to={`/chat?kb=${base.id}`} className={styles.askLink}>
            <MessageOutlined /> {t.documents.ask}
          </Link>
          <Button size="small" icon={<EditOutlined />} onClick={() => setRenaming(true)}>
            {t.documents.rename}
          </Button>
          <Button size="small" danger icon={<DeleteOutlined />} onClick={remove}>
            {t.do.delete}
          </Button>
        </div>
      </header>
      <Tabs
        items={[
          { key: "documents", label: t.documents.title, children: table },
          { key: "pictures", label: t.pictures.title, children: <Pictures base={base.id} />, destroyOnHidden: true },
          { key: "sources", label: t.sources.title, children: <Sources base={base.id} onChanged={changed} /> },
          { key: "graph", label: t.graph.title, children: <GraphView base={base.id} />, destroyOnHidden: true },
          { key: "state", label: t.state.title, children: <BaseState base={base} />, destroyOnHidden: true },
        ]}
      />
      {renaming && (
        <BaseForm
          base={base}
          onClose={() => setRenaming(false)}
          onSaved={() => {
            setRenaming(false);
            onChanged();
          }}
        />
      )}
    </section>
  );
}
