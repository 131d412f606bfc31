import {
  CheckCircleFilled,
  CloseCircleFilled,
  MinusCircleOutlined,
  QuestionCircleOutlined,
  RightOutlined,
  StopOutlined,
} from "../theme/icons";
import { useId, useState } from "react";
import type { Stage, StageStatus } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { duration } from "../texts/numbers";
import { detailLines } from "./stages";
import styles from "./Exchanges.module.css";

const icons: Record<StageStatus, typeof StopOutlined> = {
  done: CheckCircleFilled,
  skipped: MinusCircleOutlined,
  off: StopOutlined,
  failed: CloseCircleFilled,
  not_checked: QuestionCircleOutlined,
};

interface Props {
  stage: Stage;
  title: string;
  about: string;
  /** Where its bar begins and how wide it is, as shares of the whole time. */
  left: number;
  width: number;
}

export function StageRow({ stage, title, about, left, width }: Props) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const id = useId();
  const Icon = icons[stage.status];
  const ran = stage.status === "done" || stage.status === "failed";
  const lines = detailLines(stage.details);
  return (
    <li className={styles.stage} data-status={stage.status} data-stage={stage.name}>
      <button type="button" className={styles.stageButton} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <Icon className={styles.stageIcon ?? ""} />
        <span className={styles.stageName}>
          {title}
          <span className={styles.stageAbout}>{about}</span>
        </span>
        <span className={styles.track} aria-hidden>
          {ran && <span className={styles.bar} style={{ left: `${Math.min(99, left * 100)}%`, width: `max(3px, ${width * 100}%)` }} />}
        </span>
        <span className={styles.stageTime}>{ran ? duration(stage.duration_us) : t.stageStatus[stage.status]}</span>
        {ran && <span className="unseen">{t.stageStatus[stage.status]}</span>}
        <RightOutlined className={styles.turn ?? ""} />
      </button>
      {open && (
        <dl id={id} className={styles.details}>
          {lines.length === 0 && <dt className="quiet">{t.exchanges.noDetails}</dt>}
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="code">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
