import { lazy, Suspense, useCallback, useState } from "react";
import type { Citation, Exchange } from "../api/types";
import { AnswerText } from "../chat/AnswerText";
import { useTexts } from "../texts/TextsProvider";
import { Section } from "./Section";
import styles from "./Exchanges.module.css";

const SourceDrawer = lazy(() => import("../source/SourceDrawer").then((m) => ({ default: m.SourceDrawer })));

/** What was asked and what was answered, with the citations as in the chat. */
export function WordsOfExchange({ exchange }: { exchange: Exchange }) {
  const { t } = useTexts();
  const [source, setSource] = useState<Citation>();
  const open = useCallback((citation: Citation) => setSource(citation), []);
  return (
    <Section title={t.exchanges.question}>
      <p className={styles.words}>{exchange.question ?? <em className="quiet">{t.exchanges.contentOff}</em>}</p>
      <h3 className={styles.subtitle}>{t.exchanges.answer}</h3>
      {exchange.answer ? (
        <AnswerText text={exchange.answer} streaming={false} citations={exchange.citations} onOpen={open} />
      ) : (
        <em className="quiet">{t.exchanges.contentOff}</em>
      )}
      <Suspense>
        {source && <SourceDrawer key={source.n} citation={source} exchange={exchange.id} onClose={() => setSource(undefined)} />}
      </Suspense>
    </Section>
  );
}
