import { CheckCircleFilled, CloseCircleFilled } from "../theme/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { testModel } from "../api/access";
import type { ModelCard } from "../api/types";
import { explain } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Models.module.css";

/** Asks a model something small and says how it went. */
export function ModelTest({ model }: { model: ModelCard }) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [took, setTook] = useState<number>();
  const [error, setError] = useState<Error>();

  const test = async () => {
    setBusy(true);
    setTook(undefined);
    setError(undefined);
    const begun = performance.now();
    try {
      await testModel(model.name);
      setTook(Math.round(performance.now() - begun));
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  const problem = error && explain(error, t);
  return (
    <div className={styles.test}>
      <Button size="small" loading={busy} disabled={model.state === "absent"} aria-label={t.models.testOf(model.name)} onClick={() => void test()}>
        {busy ? t.models.testing : t.models.test}
      </Button>
      <span role="status">
        {took !== undefined && (
          <span className={styles.works}>
            <CheckCircleFilled /> {t.models.works(took)}
          </span>
        )}
        {problem && (
          <Tooltip title={problem.todo}>
            <span className={styles.fails}>
              <CloseCircleFilled /> {problem.what}
            </span>
          </Tooltip>
        )}
      </span>
    </div>
  );
}
