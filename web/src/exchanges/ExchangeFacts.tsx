import { usePeople } from "../access/usePeople";
import type { Exchange } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { duration } from "../texts/numbers";
import { Section } from "./Section";
import styles from "./Exchanges.module.css";

/** Who asked whom, what it used, and how the answer is labelled. */
export function ExchangeFacts({ exchange }: { exchange: Exchange }) {
  const { t } = useTexts();
  const { nameOf } = usePeople();
  const { label, overhead_us: overhead, error } = exchange;
  const facts: [string, string][] = [
    [t.exchanges.principal, nameOf(exchange.principal)],
    [t.exchanges.app, [exchange.app, exchange.model].filter(Boolean).join(" · ")],
    [t.exchanges.surface, exchange.surface],
    [t.exchanges.usage, t.exchanges.tokens(exchange.prompt_tokens ?? 0, exchange.completion_tokens ?? 0)],
    [t.exchanges.overhead, overhead === null ? "–" : duration(overhead)],
    ...(error ? [[t.exchanges.error, error] as [string, string]] : []),
  ];
  return (
    <Section title={t.do.details}>
      <Facts rows={facts} />
      {label && (
        <>
          <h3 className={styles.subtitle}>{t.exchanges.label}</h3>
          <Facts rows={[[t.exchanges.explicit, label.explicit]]} />
          <h4 className={styles.minor}>{t.exchanges.implicit}</h4>
          <Facts rows={Object.entries(label.implicit)} code />
        </>
      )}
    </Section>
  );
}

function Facts({ rows, code = false }: { rows: [string, string][]; code?: boolean }) {
  return (
    <dl className={code ? styles.factsLong : styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={code ? "code" : undefined}>{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
