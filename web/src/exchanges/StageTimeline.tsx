import type { Stage } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { StageRow } from "./StageRow";
import { inOrder } from "./stages";
import styles from "./Exchanges.module.css";

/** A waterfall: each stage at its time, with its state, its duration and, opened, what it did. */
export function StageTimeline({ stages }: { stages: Stage[] }) {
  const { t } = useTexts();
  const from = Math.min(...stages.map((stage) => stage.start_us));
  const to = Math.max(...stages.map((stage) => stage.start_us + stage.duration_us));
  const span = Math.max(1, to - from);
  return (
    <ol className={styles.stages} aria-label={t.exchanges.stages}>
      {inOrder(stages).map((stage, index) => {
        const { name } = stage;
        return (
          <StageRow
            key={`${name}-${index}`}
            stage={stage}
            title={t.stage[name] ?? name}
            about={t.stageAbout[name] ?? ""}
            left={(stage.start_us - from) / span}
            width={stage.duration_us / span}
          />
        );
      })}
    </ol>
  );
}
