import { CloseOutlined, DeleteOutlined, ReloadOutlined } from "../theme/icons";
import { App, Button } from "antd";
import { deleteDocument, retryDocument } from "../api/knowledge";
import type { StoredDocument } from "../api/types";
import { explain } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import type { Row } from "./DocumentTable";
import type { UploadItem } from "./useUploads";
import styles from "./Documents.module.css";

interface Props {
  row: Row;
  onDismiss: (key: string) => void;
  onRetryUpload: (item: UploadItem) => void;
  onChanged: () => void;
}

export function DocumentActions({ row, onDismiss, onRetryUpload, onChanged }: Props) {
  const { t } = useTexts();
  const { modal, message } = App.useApp();
  const told = (problem: Error) => void message.error(explain(problem, t).what);

  const remove = (document: StoredDocument) =>
    modal.confirm({
      title: t.documents.deleteDocument(document.name),
      content: t.documents.deleteDocumentDo,
      okText: t.do.delete,
      okButtonProps: { danger: true },
      cancelText: t.do.cancel,
      onOk: () => deleteDocument(document.id).then(onChanged, told),
    });

  if (row.upload) {
    const { upload } = row;
    if (!upload.error) return null;
    return (
      <span className={styles.actions}>
        <Button type="text" icon={<ReloadOutlined />} aria-label={t.documents.retryOf(upload.file.name)} onClick={() => onRetryUpload(upload)} />
        <Button type="text" icon={<CloseOutlined />} aria-label={`${t.documents.dismiss}: ${upload.file.name}`} onClick={() => onDismiss(upload.key)} />
      </span>
    );
  }
  const { document } = row;
  return (
    <span className={styles.actions}>
      {document.status === "failed" && (
        <Button
          type="text"
          icon={<ReloadOutlined />}
          aria-label={t.documents.retryOf(document.name)}
          onClick={() => retryDocument(document.id).then(onChanged, told)}
        />
      )}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.documents.deleteOf(document.name)} onClick={() => remove(document)} />
    </span>
  );
}
