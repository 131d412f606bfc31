import { Link, useParams } from "react-router";
import { exchange as loadExchange } from "../api/exchanges";
import { useResource } from "../api/useResource";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { duration, exactMoment } from "../texts/numbers";
import { EvidenceList } from "./EvidenceList";
import { ExchangeFacts } from "./ExchangeFacts";
import { Outcome } from "./Outcome";
import { ReceiptPanel } from "./ReceiptPanel";
import { Section } from "./Section";
import { StageTimeline } from "./StageTimeline";
import { VerdictList } from "./VerdictList";
import { WordsOfExchange } from "./WordsOfExchange";
import styles from "./Exchanges.module.css";

/** One exchange: what was asked and answered, each stage, what was found, on which evidence, and the receipt. */
export function ExchangePage() {
  const { t, language } = useTexts();
  const { exchange: id = "" } = useParams();
  const found = useResource(`exchange-${id}`, (signal) => loadExchange(id, signal));
  if (found.error) return <div className={head.room}><Failure error={found.error} retry={found.reload} /></div>;
  const one = found.data;
  if (!one) return <RoomSkeleton />;
  return (
    <div className={head.room}>
      <RoomHead
        title={t.exchanges.one}
        back={<Link to="/exchanges">← {t.exchanges.title}</Link>}
        lead={
          <span className={styles.headline}>
            <Outcome of={one} />
            <span className="number">{exactMoment(one.created_at, language)}</span>
            {one.duration_ms !== null && <span className="number">{duration(one.duration_ms * 1000)}</span>}
            <span className="code">{one.id}</span>
          </span>
        }
      />
      <div className={styles.page}>
        <div className={styles.column}>
          <WordsOfExchange exchange={one} />
          <Section title={t.exchanges.stages} hint={t.exchanges.stagesHint}>
            <StageTimeline stages={one.stages} />
          </Section>
          <Section title={t.exchanges.evidence} count={one.evidence.length}>
            <EvidenceList evidence={one.evidence} citations={one.citations} />
          </Section>
        </div>
        <div className={styles.column}>
          <Section title={t.exchanges.verdicts} count={one.verdicts.length}>
            <VerdictList verdicts={one.verdicts} />
          </Section>
          <ReceiptPanel receipt={one.receipt} />
          <ExchangeFacts exchange={one} />
        </div>
      </div>
    </div>
  );
}
