import { Skeleton } from "antd";
import { exchange as loadExchange } from "../api/exchanges";
import type { Citation } from "../api/types";
import { useResource } from "../api/useResource";
import { Marked } from "./Marked";
import styles from "./Source.module.css";

/** The passage that an answer used, from the record of its exchange; the quote alone when that was not kept. */
export function Passage({ citation, exchange }: { citation: Citation; exchange: string }) {
  const record = useResource(`exchange-${exchange}`, (signal) => loadExchange(exchange, signal));
  if (record.loading) return <Skeleton active title={false} />;
  const evidence = record.data?.evidence.find((one) => one.id === citation.chunk);
  const text = evidence?.text || citation.quote;
  const whole = text.slice(citation.start, citation.end) === citation.quote;
  const start = whole ? citation.start : Math.max(0, text.indexOf(citation.quote));
  return (
    <p className={styles.paragraph}>
      <Marked text={text} start={start} end={start + citation.quote.length} />
    </p>
  );
}
