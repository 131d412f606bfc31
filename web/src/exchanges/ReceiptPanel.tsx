import { CopyOutlined, DownloadOutlined, SafetyOutlined } from "../theme/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { verifyReceipt } from "../api/exchanges";
import type { Receipt, ReceiptCheck } from "../api/types";
import { Failure } from "../notices/Failure";
import { useCopy } from "../notices/useCopy";
import { useTexts } from "../texts/TextsProvider";
import { Section } from "./Section";
import styles from "./Exchanges.module.css";

/** The signed record of an exchange: to verify, to copy, to take along. */
export function ReceiptPanel({ receipt }: { receipt: Receipt | null }) {
  const { t } = useTexts();
  const copy = useCopy();
  const [check, setCheck] = useState<ReceiptCheck>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  if (!receipt) {
    return (
      <Section title={t.exchanges.receipt}>
        <p className="quiet">{t.exchanges.noReceipt}</p>
      </Section>
    );
  }
  const json = JSON.stringify(receipt, null, 2);
  const verify = () => {
    setBusy(true);
    setError(undefined);
    verifyReceipt(receipt)
      .then(setCheck, setError)
      .finally(() => setBusy(false));
  };
  return (
    <Section title={t.exchanges.receipt} hint={t.exchanges.receiptHint}>
      <div className={styles.buttons}>
        <Button size="small" type="primary" icon={<SafetyOutlined />} loading={busy} onClick={verify}>
          {t.exchanges.verify}
        </Button>
        <Button size="small" icon={<CopyOutlined />} onClick={() => copy(json)}>
          {t.exchanges.copyJson}
        </Button>
        <Button size="small" icon={<DownloadOutlined />} onClick={() => save(json, `${String(receipt["id"] ?? "receipt")}.json`)}>
          {t.exchanges.downloadJson}
        </Button>
      </div>
      {check && (
        <Alert
          showIcon
          role="status"
          type={check.valid ? "success" : "error"}
          title={check.valid ? t.exchanges.valid : t.exchanges.invalid}
          description={check.valid ? undefined : check.reason}
        />
      )}
      {error && <Failure error={error} retry={verify} />}
      <pre className={styles.json} tabIndex={0} aria-label={t.exchanges.receipt}>
        {json}
      </pre>
    </Section>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
