import { Input, Skeleton } from "antd";
import { useState } from "react";
import { around, conflicts as loadConflicts, graph, searchGraph, type Conflict, type Entity } from "../api/graph";
import { usePolling, useResource } from "../api/useResource";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";
import { Around } from "./Around";
import { Said } from "./Said";
import styles from "./Graph.module.css";

/** The graph of a base: entities to search and choose, the chosen one in the middle, and contradictions. */
export function GraphView({ base }: { base: string }) {
  const { t } = useTexts();
  const [wanted, setWanted] = useState("");
  const [chosen, setChosen] = useState<number>();
  const facts = useResource(`graph-${base}`, (signal) => graph(base, signal));
  const found = useResource(`graph-${base}-${wanted}`, (signal) => searchGraph(base, wanted, signal));
  const opposed = useResource(`conflicts-${base}`, (signal) => loadConflicts(base, signal));
  const at = chosen ?? found.data?.items[0]?.number;
  const reload = () => {
    facts.reload();
    found.reload();
    opposed.reload();
  };
  usePolling((facts.data?.waiting ?? 0) > 0, 3000, reload);

  if (facts.error) return <Failure error={facts.error} retry={facts.reload} />;
  if (!facts.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (facts.data.entities === 0) return <Nothing title={t.graph.none}>{t.graph.noneDo}</Nothing>;
  return (
    <div className={styles.graph}>
      <p className="quiet number">{t.graph.counts(facts.data.entities, facts.data.edges, facts.data.waiting)}</p>
      <div className={styles.split}>
        <section className={styles.list} aria-label={t.graph.entities}>
          <Input.Search allowClear placeholder={t.graph.search} aria-label={t.graph.search} onSearch={setWanted} />
          {found.error && <Failure error={found.error} retry={found.reload} />}
          {found.data?.items.length === 0 && <p className="quiet">{t.graph.noneFound}</p>}
          <ul className={styles.entities}>
            {found.data?.items.map((entity) => (
              <li key={entity.number}>
                <EntityButton entity={entity} open={entity.number === at} onChosen={setChosen} />
              </li>
            ))}
          </ul>
        </section>
        {at !== undefined && <Chosen key={at} base={base} entity={at} onChosen={setChosen} />}
      </div>
      <Conflicts base={base} found={opposed.data?.items ?? []} />
    </div>
  );
}

function EntityButton({ entity, open, onChosen }: { entity: Entity; open: boolean; onChosen: (entity: number) => void }) {
  const { t } = useTexts();
  return (
    <button type="button" className={open ? `${styles.entity} ${styles.open}` : styles.entity} aria-pressed={open} onClick={() => onChosen(entity.number)}>
      <span>{entity.name}</span>
      <span className="quiet">{t.graph.kinds[entity.kind] ?? entity.kind}</span>
    </button>
  );
}

function Chosen({ base, entity, onChosen }: { base: string; entity: number; onChosen: (entity: number) => void }) {
  const found = useResource(`around-${base}-${entity}`, (signal) => around(base, entity, signal));
  if (found.error) return <Failure error={found.error} retry={found.reload} />;
  if (!found.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  return <Around base={base} found={found.data} onChosen={onChosen} />;
}

function Conflicts({ base, found }: { base: string; found: Conflict[] }) {
  const { t } = useTexts();
  if (found.length === 0) return null;
  return (
    <section aria-label={t.graph.conflicts}>
      <h3 className={styles.title}>{t.graph.conflicts}</h3>
      <ul className={styles.statements}>
        {found.map((conflict) => (
          <li key={`${conflict.subject} ${conflict.relation}`}>
            {conflict.subject} — {conflict.relation}
            {conflict.edges.map((edge) => (
              <Said key={edge.number} base={base} edge={edge} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
