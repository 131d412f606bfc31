import { Button, Table, type TableColumnsType } from "antd";
import { useTexts } from "../texts/TextsProvider";
import { bytes, count, moment } from "../texts/numbers";
import type { StoredDocument } from "../api/types";
import { Nothing } from "../notices/Nothing";
import head from "../frame/RoomHead.module.css";
import { DocumentActions } from "./DocumentActions";
import { DocumentName } from "./DocumentName";
import { DocumentState } from "./DocumentState";
import { listedAlready, type UploadItem } from "./useUploads";
import styles from "./Documents.module.css";

interface Props {
  base: string;
  documents: StoredDocument[] | undefined;
  uploads: UploadItem[];
  onDismiss: (key: string) => void;
  onRetryUpload: (item: UploadItem) => void;
  onChanged: () => void;
  more: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

/** A row is a stored document or a file that is on its way. */
export type Row = { key: string; document: StoredDocument; upload?: undefined } | { key: string; upload: UploadItem; document?: undefined };

export function DocumentTable(props: Props) {
  const { t, language } = useTexts();
  const documents = props.documents ?? [];
  const rows: Row[] = [
    ...props.uploads.filter((upload) => upload.error || !listedAlready(upload, documents)).map((upload) => ({ key: upload.key, upload })),
    ...documents.map((document) => ({ key: document.id, document })),
  ];
  const columns: TableColumnsType<Row> = [
    { title: t.documents.name, render: (_, row) => <DocumentName base={props.base} row={row} /> },
    {
      title: t.documents.size,
      width: 90,
      align: "right",
      responsive: ["lg"],
      className: "number",
      render: (_, row) => bytes(row.document?.size ?? row.upload?.file.size ?? 0),
    },
    { title: t.documents.pages, width: 70, align: "right", responsive: ["xl"], className: "number", render: (_, row) => row.document?.pages ?? "" },
    {
      title: t.documents.chunks,
      width: 90,
      align: "right",
      responsive: ["xl"],
      className: "number",
      render: (_, row) => (row.document ? count(row.document.chunks, language) : ""),
    },
    {
      title: t.documents.added,
      width: 130,
      responsive: ["lg"],
      className: "number",
      render: (_, row) => (row.document ? moment(row.document.created_at, language) : ""),
    },
    { title: t.documents.state, width: 120, responsive: ["md"], render: (_, row) => <DocumentState row={row} /> },
    {
      title: <span className="unseen">{t.documents.actions}</span>,
      width: 88,
      align: "right",
      render: (_, row) => <DocumentActions row={row} onDismiss={props.onDismiss} onRetryUpload={props.onRetryUpload} onChanged={props.onChanged} />,
    },
  ];
  return (
    <div className={`${head.panel} ${styles.tableBox}`}>
      <Table<Row>
        size="middle"
        columns={columns}
        dataSource={rows}
        pagination={false}
        loading={false}
        rowClassName={(row) => (row.document?.status === "failed" || row.upload?.error ? (styles.failedRow ?? "") : "")}
        locale={{
          emptyText: props.documents ? (
            <Nothing title={t.documents.noDocument}>{t.documents.noDocumentDo}</Nothing>
          ) : (
            <div className={styles.awaited} aria-busy="true" />
          ),
        }}
      />
      {props.more && (
        <div className={head.more}>
          <Button loading={props.loadingMore} onClick={props.onMore}>
            {t.do.more}
          </Button>
        </div>
      )}
    </div>
  );
}
