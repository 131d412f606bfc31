import { query, request } from "./client";
import type { Accepted, Base, DocumentElement, Page, StoredDocument } from "./types";

export const bases = (signal?: AbortSignal) => request<Page<Base>>("/api/kb?limit=200", { signal });
export const base = (id: string, signal?: AbortSignal) => request<Base>(`/api/kb/${id}`, { signal });
export const createBase = (json: { name: string; description: string }) => request<Base>("/api/kb", { method: "POST", json });
export const changeBase = (id: string, json: { name: string; description: string }) =>
  request<Base>(`/api/kb/${id}`, { method: "PATCH", json });
export const deleteBase = (id: string) => request<void>(`/api/kb/${id}`, { method: "DELETE" });

export const documents = (kb: string, cursor: string | null, signal?: AbortSignal) =>
  request<Page<StoredDocument>>(`/api/kb/${kb}/documents${query({ limit: 100, cursor })}`, { signal });
export const storedDocument = (id: string, signal?: AbortSignal) => request<StoredDocument>(`/api/documents/${id}`, { signal });
export const deleteDocument = (id: string) => request<void>(`/api/documents/${id}`, { method: "DELETE" });
export const retryDocument = (id: string) => request<unknown>(`/api/documents/${id}/retry`, { method: "POST" });
export const elements = (id: string, signal?: AbortSignal) =>
  request<Page<DocumentElement>>(`/api/documents/${id}/elements`, { signal });

/** Where the original file can be opened; a page is understood by browsers that show PDF. */
export const originalFile = (id: string, page?: number | null) => `/api/documents/${id}/file${page ? `#page=${page}` : ""}`;

/** Where a page of a document can be seen as a picture; see `StoredDocument.pictured`. */
export const pagePicture = (id: string, page: number, box?: readonly number[]) =>
  `/api/documents/${id}/pages/${page}${query({ box: box?.map((part) => Math.min(1, Math.max(0, part)).toFixed(4).replace(/^([01])\.0+$/, "$1")).join(",") })}`;

/** A figure or page of a base; `score` is there when it was sought. */
export interface Picture {
  id: string;
  document: string;
  name: string;
  kind: "figure" | "page";
  page: number;
  box: [number, number, number, number];
  caption: string;
  score?: number;
}

export const images = (kb: string, words: string, signal?: AbortSignal) =>
  request<Page<Picture>>(`/api/kb/${kb}/images${query({ q: words, limit: 24 })}`, { signal });

export function imagesLike(kb: string, picture: File, signal?: AbortSignal): Promise<Page<Picture>> {
  const form = new FormData();
  form.append("file", picture, picture.name);
  return request<Page<Picture>>(`/api/kb/${kb}/images/search`, { method: "POST", form, signal });
}

/** Store one file; its parsing and indexing go on afterwards. */
export function upload(kb: string, file: File, signal?: AbortSignal): Promise<Page<Accepted>> {
  const form = new FormData();
  form.append("files", file, file.name);
  return request<Page<Accepted>>(`/api/kb/${kb}/documents`, { method: "POST", form, signal });
}
