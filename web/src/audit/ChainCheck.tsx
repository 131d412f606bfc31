import { SafetyOutlined } from "../theme/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { verifyAudit } from "../api/exchanges";
import type { AuditCheck } from "../api/types";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Audit.module.css";

/** Follows the hash chain from the first entry to the last and says whether it is whole. */
export function ChainCheck() {
  const { t } = useTexts();
  const [check, setCheck] = useState<AuditCheck>();
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const verify = () => {
    setBusy(true);
    setError(undefined);
    verifyAudit()
      .then(setCheck, setError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles.check}>
      <Button type="primary" icon={<SafetyOutlined />} loading={busy} onClick={verify}>
        {t.audit.verify}
      </Button>
      {check && (
        <Alert
          showIcon
          role="status"
          type={check.valid ? "success" : "error"}
          title={check.valid ? t.audit.valid(check.entries) : t.audit.invalid(String(check.broken_at ?? "?"))}
          description={check.valid ? check.head && <span className="code">{`${t.audit.head}: ${check.head}`}</span> : t.audit.invalidDo}
        />
      )}
      {error && <Failure error={error} retry={verify} />}
    </div>
  );
}
