import { CopyOutlined } from "../theme/icons";
import { Alert, Button, Modal } from "antd";
import type { NewKey } from "../api/types";
import { useCopy } from "../notices/useCopy";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Access.module.css";

/** The secret of a new key, this once. It closes only by its button, not by a stray click. */
export function KeySecret({ made, onClose }: { made: NewKey; onClose: () => void }) {
  const { t } = useTexts();
  const copy = useCopy();
  return (
    <Modal
      open
      title={t.access.secretTitle}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t.access.secretDone}
        </Button>
      }
    >
      <div className={styles.secretBox}>
        <Alert type="warning" showIcon title={t.access.secretDo} />
        <div className={styles.secret}>
          <code data-testid="secret">{made.secret}</code>
          <Button icon={<CopyOutlined />} onClick={() => copy(made.secret)}>
            {t.do.copy}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
