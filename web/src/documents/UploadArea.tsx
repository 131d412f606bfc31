import { CloudUploadOutlined } from "../theme/icons";
import { Upload } from "antd";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Documents.module.css";

const KNOWN = ".pdf,.docx,.pptx,.xlsx,.html,.htm,.md,.markdown,.txt,.csv";

export function UploadArea({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTexts();
  return (
    <Upload.Dragger
      multiple
      accept={KNOWN}
      showUploadList={false}
      fileList={[]}
      beforeUpload={(file) => {
        onFile(file);
        return Upload.LIST_IGNORE;
      }}
    >
      <div className={styles.drop}>
        <CloudUploadOutlined className={styles.dropIcon ?? ""} />
        <div>
          <div className={styles.dropTitle}>{t.documents.drop}</div>
          <div className="quiet">{t.documents.dropHint}</div>
        </div>
      </div>
    </Upload.Dragger>
  );
}
