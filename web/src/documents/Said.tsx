import { Link } from "react-router";
import type { Edge } from "../api/graph";
import { useTexts } from "../texts/TextsProvider";
import styles from "./Graph.module.css";

/** The words that state an edge, and the way to them in their document. */
export function Said({ base, edge }: { base: string; edge: Edge }) {
  const { t } = useTexts();
  const { quote, document, document_id: id, page, source } = edge.provenance;
  const query = new URLSearchParams({ quote: quote.slice(0, 300), ...(page ? { page: String(page) } : {}) });
  const held = edge.valid_from || edge.valid_to ? `${edge.valid_from ?? "…"} – ${edge.valid_to ?? "…"}` : null;
  return (
    <blockquote className={styles.said}>
      {id ? <p>{quote}</p> : <p>{edge.value}</p>}
      <footer className="quiet">
        {id ? <Link to={`/documents/${base}/${id}?${query}`}>{document}</Link> : source}
        {" · "}
        {t.graph.made[edge.made] ?? edge.made} · {Math.round(edge.confidence * 100)} %{held && ` · ${t.graph.valid(held)}`}
      </footer>
    </blockquote>
  );
}
