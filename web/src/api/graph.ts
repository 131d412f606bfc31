import { query, request } from "./client";
import type { Page } from "./types";

export interface Entity {
  number: number;
  name: string;
  kind: string;
  mentions: number;
  names: string[];
  community: number | null;
}

/** Where a statement stands: the words, and the document; or the file of an import. */
export interface Provenance {
  quote: string;
  document: string;
  document_id: string;
  page: number | null;
  source: string;
}

export interface Edge {
  number: number;
  subject: number;
  subject_name: string;
  relation: string;
  object: number | null;
  object_name: string | null;
  value: string | null;
  made: string;
  confidence: number;
  valid_from: string | null;
  valid_to: string | null;
  provenance: Provenance;
}

export interface Neighbourhood {
  entity: Entity;
  edges: Edge[];
  beside: { entity: Entity; together: number; strength: number }[];
}

export interface Conflict {
  subject: string;
  relation: string;
  edges: Edge[];
}

export interface GraphFacts {
  entities: number;
  edges: number;
  mentions: number;
  /** Passages that are still to be read. */
  waiting: number;
  kinds: Record<string, number>;
  communities: { number: number; entities: string[]; size: number; summary: Provenance[] }[];
}

export const graph = (kb: string, signal?: AbortSignal) => request<GraphFacts>(`/api/kb/${kb}/graph`, { signal });
export const searchGraph = (kb: string, q: string, signal?: AbortSignal) =>
  request<Page<Entity>>(`/api/kb/${kb}/graph/search${query({ q, limit: 30 })}`, { signal });
export const around = (kb: string, entity: number, signal?: AbortSignal) =>
  request<Neighbourhood>(`/api/kb/${kb}/graph/around${query({ entity, limit: 24 })}`, { signal });
export const conflicts = (kb: string, signal?: AbortSignal) => request<Page<Conflict>>(`/api/kb/${kb}/graph/conflicts`, { signal });
