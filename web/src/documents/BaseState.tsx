import { Button, Progress, Select, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { report as loadReport, verify, type Health, type SourceItem, type Stale } from "../api/sources";
import type { Base } from "../api/types";
import { useResource } from "../api/useResource";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { count } from "../texts/numbers";
import styles from "./Documents.module.css";

/** A base at a glance: how much is in it, whether its index is true, how fresh its documents are. */
export function BaseState({ base }: { base: Base }) {
  const { t, language } = useTexts();
  const [days, setDays] = useState(90);
  const report = useResource(`report-${base.id}-${days}`, (signal) => loadReport(base.id, days, signal));
  const health = useResource(`health-${base.id}`, (signal) => verify(base.id, signal));

  return (
    <div className={styles.panel}>
      {report.error && <Failure error={report.error} retry={report.reload} />}
      {health.error && <Failure error={health.error} retry={health.reload} />}
      <div className={styles.tiles}>
        <Tile name={t.documents.title} value={count(base.documents, language)} />
        <Tile name={t.documents.chunks} value={count(base.chunks, language)} />
        <IndexTile health={health.data} again={health.reload} />
        <div className={styles.tile}>
          <span className={styles.tileName}>{t.state.fresh}</span>
          {report.data ? <Progress percent={Math.round(report.data.fresh * 100)} size="small" /> : <Skeleton.Input active size="small" />}
          <Select
            size="small"
            variant="borderless"
            value={days}
            onChange={setDays}
            aria-label={t.state.within}
            options={[30, 90, 180, 365].map((value) => ({ value, label: t.state.days(value) }))}
          />
        </div>
      </div>
      {report.data && (
        <>
          <Items title={t.state.dead} items={report.data.dead} />
          <Items title={t.state.unfetched} items={report.data.unfetched} />
          <Documents title={t.state.failed} base={base.id} items={report.data.failed} />
          <Documents title={t.state.stale} base={base.id} items={report.data.stale} />
        </>
      )}
    </div>
  );
}

function Tile({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.tile}>
      <span className={styles.tileName}>{name}</span>
      <span className={styles.tileValue}>{value}</span>
    </div>
  );
}

function IndexTile({ health, again }: { health: Health | undefined; again: () => void }) {
  const { t } = useTexts();
  const broken = health ? health.missing.length + health.extra.length + health.stale.length : 0;
  return (
    <div className={styles.tile}>
      <span className={styles.tileName}>{t.state.index}</span>
      <span className={styles.tileValue}>{health ? (health.clean ? t.state.clean : t.state.broken(broken)) : "…"}</span>
      {health?.problems.map((problem) => (
        <span key={problem} className={styles.reason}>
          {problem}
        </span>
      ))}
      <Button type="link" size="small" onClick={again}>
        {t.state.check}
      </Button>
    </div>
  );
}

const MOST = 20;

function Items({ title, items }: { title: string; items: SourceItem[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3 className={styles.besideTitle}>{`${title} · ${items.length}`}</h3>
      <ul className={styles.findings}>
        {items.slice(0, MOST).map((item) => (
          <li key={`${item.source}-${item.key}`}>
            {item.key}
            {item.error && <span className={styles.reason}>{item.error.message}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Documents({ title, base, items }: { title: string; base: string; items: Stale[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3 className={styles.besideTitle}>{`${title} · ${items.length}`}</h3>
      <ul className={styles.findings}>
        {items.slice(0, MOST).map((item) => (
          <li key={item.id}>
            <Link to={`/documents/${base}/${item.id}`}>{item.name}</Link>
            {item.error && <span className={styles.reason}>{item.error.message}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
