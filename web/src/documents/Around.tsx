import { useState } from "react";
import type { Edge, Neighbourhood } from "../api/graph";
import { useTexts } from "../texts/TextsProvider";
import { Said } from "./Said";
import styles from "./Graph.module.css";

interface Props {
  base: string;
  found: Neighbourhood;
  onChosen: (entity: number) => void;
}

/** Something around the chosen entity: an entity to go to, or a value. */
interface Spoke {
  key: string;
  name: string;
  label: string;
  entity: number | null;
  edge: Edge | null;
}

const WIDTH = 640;
const HEIGHT = 420;
const MOST = 18;
const LONGEST = 14;

/** One entity and what is around it: a drawing for the eye, and the same as a list for keyboard and reader. */
export function Around({ base, found, onChosen }: Props) {
  const { t } = useTexts();
  const [open, setOpen] = useState<number>();
  const { entity, edges, beside } = found;
  const spokes = spokesOf(found);
  const toggle = (edge: Edge) => setOpen((now) => (now === edge.number ? undefined : edge.number));
  return (
    <section className={styles.around} aria-label={entity.name}>
      <h3 className={styles.title}>
        {entity.name} <span className="quiet">{t.graph.kinds[entity.kind] ?? entity.kind}</span>
      </h3>
      {entity.names.length > 0 && <p className="quiet">{t.graph.alsoCalled(entity.names.join(", "))}</p>}
      <svg className={styles.drawing} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t.graph.drawing(entity.name)}>
        {spokes.map((spoke, at) => {
          const [x, y] = place(at, spokes.length);
          const chosen = spoke.edge !== null && spoke.edge.number === open;
          const choose = () => (spoke.edge ? toggle(spoke.edge) : spoke.entity !== null && onChosen(spoke.entity));
          return (
            <g key={spoke.key} className={styles.spoke} onClick={choose}>
              <line x1={WIDTH / 2} y1={HEIGHT / 2} x2={x} y2={y} className={chosen ? styles.lineOpen : spoke.edge ? styles.line : styles.lineBeside} />
              <text x={WIDTH / 2 + (x - WIDTH / 2) * 0.6} y={HEIGHT / 2 + (y - HEIGHT / 2) * 0.6 - 3} className={styles.relation}>
                {short(spoke.label)}
              </text>
              <circle cx={x} cy={y} r={5} className={spoke.entity === null ? styles.value : styles.node} />
              <text x={x} y={y + (y < HEIGHT / 2 ? -10 : 18)} className={styles.name}>
                {short(spoke.name)}
              </text>
            </g>
          );
        })}
        <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={8} className={styles.node} />
        <text x={WIDTH / 2} y={HEIGHT / 2 + 24} className={styles.middle}>
          {short(entity.name)}
        </text>
      </svg>
      <ul className={styles.statements}>
        {edges.map((edge) => {
          const out = edge.subject === entity.number;
          const other = out ? edge.object : edge.subject;
          const name = out ? (edge.object_name ?? "") : edge.subject_name;
          return (
            <li key={edge.number}>
              <button type="button" className={styles.statement} aria-expanded={open === edge.number} onClick={() => toggle(edge)}>
                {edge.subject_name} — {t.graph.relations[edge.relation] ?? edge.relation} → {edge.value ?? edge.object_name}
              </button>
              {other !== null && other !== entity.number && (
                <button type="button" className={styles.go} onClick={() => onChosen(other)}>
                  {t.graph.go(name)}
                </button>
              )}
              {open === edge.number && <Said base={base} edge={edge} />}
            </li>
          );
        })}
      </ul>
      {beside.length > 0 && (
        <p className={styles.beside}>
          <span className="quiet">{t.graph.beside}</span>
          {beside.slice(0, MOST).map(({ entity: other, together }) => (
            <button key={other.number} type="button" className={styles.go} onClick={() => onChosen(other.number)}>
              {other.name} ({together})
            </button>
          ))}
        </p>
      )}
    </section>
  );

  /** Statements first, then what is only named beside it, each end once. */
  function spokesOf({ entity, edges, beside }: Neighbourhood): Spoke[] {
    const all = new Map<string, Spoke>();
    for (const edge of edges) {
      const out = edge.subject === entity.number;
      const other = out ? edge.object : edge.subject;
      if (other === entity.number) continue;
      const name = out ? (edge.value ?? edge.object_name ?? "") : edge.subject_name;
      const key = other === null ? `value ${edge.number}` : `entity ${other}`;
      if (!all.has(key)) all.set(key, { key, name, label: t.graph.relations[edge.relation] ?? edge.relation, entity: other, edge });
    }
    for (const { entity: other } of beside) {
      const key = `entity ${other.number}`;
      if (!all.has(key)) all.set(key, { key, name: other.name, label: "", entity: other.number, edge: null });
    }
    return [...all.values()].slice(0, MOST);
  }
}

/** Places on an ellipse, every other one further in so that names do not meet. */
function place(at: number, of: number): [number, number] {
  const turn = (2 * Math.PI * at) / of - Math.PI / 2;
  const reach = of > 8 && at % 2 ? 0.66 : 0.92;
  return [WIDTH / 2 + Math.cos(turn) * (WIDTH / 2 - 70) * reach, HEIGHT / 2 + Math.sin(turn) * (HEIGHT / 2 - 26) * reach];
}

const short = (text: string) => (text.length > LONGEST + 1 ? `${text.slice(0, LONGEST)}…` : text);
