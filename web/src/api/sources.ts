import { query, request } from "./client";
import type { Page, Problem } from "./types";

export type SourceKind = "folder" | "urls" | "s3" | "sql" | "git";
export type SourceStatus = "new" | "ready" | "failed" | "held";

export interface Source {
  id: string;
  kb: string;
  name: string;
  kind: SourceKind;
  spec: Record<string, unknown>;
  every_s: number | null;
  status: SourceStatus;
  error: Problem | null;
  created_at: number;
  refreshed_at: number | null;
  due_at: number | null;
}

export interface NewSource {
  name: string;
  spec: Record<string, unknown>;
  every_s: number | null;
}

export interface SourceItem {
  source: string;
  key: string;
  name: string;
  document: string | null;
  error: Problem | null;
}

export interface Stale {
  id: string;
  name: string;
  updated_at: number;
  error: Problem | null;
}

/** How fresh the material of a base is. */
export interface Report {
  documents: number;
  fresh: number;
  failed: Stale[];
  stale: Stale[];
  dead: SourceItem[];
  unfetched: SourceItem[];
}

/** What a comparison of the index with the store found. */
export interface Health {
  chunks: number;
  indexed: number;
  missing: number[];
  extra: number[];
  stale: number[];
  problems: string[];
  clean: boolean;
}

export const sources = (kb: string, signal?: AbortSignal) => request<Page<Source>>(`/api/kb/${kb}/sources`, { signal });
export const addSource = (kb: string, json: NewSource) => request<Source>(`/api/kb/${kb}/sources`, { method: "POST", json });
export const refreshSource = (id: string, remove: boolean) =>
  request<unknown>(`/api/sources/${id}/refresh`, { method: "POST", json: { remove } });
export const removeSource = (id: string) => request<unknown>(`/api/sources/${id}`, { method: "DELETE" });
export const report = (kb: string, days: number, signal?: AbortSignal) =>
  request<Report>(`/api/kb/${kb}/report${query({ days })}`, { signal });
export const verify = (kb: string, signal?: AbortSignal) => request<Health>(`/api/kb/${kb}/verify`, { method: "POST", signal });
