/** The shapes that travel between the console and the server. Times are milliseconds since the epoch, UTC. */

export interface ByLanguage {
  zh: string;
  en: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Role = "admin" | "builder" | "user" | "auditor";

export interface Principal {
  id: string;
  name: string;
  role: Role;
  tier: string;
}

export interface Me {
  principal: Principal;
  language: "zh" | "en";
  version: string;
}

export interface Assistant {
  name: string;
  title: ByLanguage;
  description: ByLanguage;
  model: string;
  knowledge_bases: string[];
  suggestions: { zh: string[]; en: string[] };
  version: string | number;
}

export interface Base {
  id: string;
  name: string;
  description: string;
  owner: string;
  documents: number;
  chunks: number;
  created_at: number;
  status: string;
}

export type DocumentStatus = "queued" | "parsing" | "indexing" | "ready" | "failed";

export interface Problem {
  code: string;
  message: string;
  remedy: string;
}

export interface StoredDocument {
  id: string;
  kb: string;
  name: string;
  size: number;
  media_type: string;
  sha256: string;
  status: DocumentStatus;
  progress: number;
  pages: number | null;
  /** Its pages can be seen as pictures. */
  pictured: boolean;
  chunks: number;
  error: Problem | null;
  created_at: number;
  updated_at: number;
}

export interface Accepted {
  id: string;
  name: string;
  size: number;
  status: DocumentStatus;
  job: string;
}

export interface DocumentElement {
  kind: string;
  text: string;
  page: number | null;
  box: [number, number, number, number] | null;
  level: number | null;
  headings: string[];
  start: number;
}

export type Action = "pass" | "label" | "steer" | "standard_answer" | "redact" | "refuse" | "block";

export interface Verdict {
  risk: string;
  risk_name?: ByLanguage;
  level: "low" | "medium" | "high";
  score: number;
  span?: [number, number] | null;
  action: Action;
  why: string;
  stage?: string;
  side?: "input" | "output";
}

export interface Citation {
  n: number;
  document: string;
  document_id: string | null;
  page?: number | null;
  heading?: string | null;
  quote: string;
  /** Offsets of the quote in the text of the evidence. */
  start: number;
  end: number;
  chunk: string;
}

export interface Label {
  explicit: string;
  implicit: Record<string, string>;
}

/** What Weir adds to an answer: the `weir` object of a chat completion. */
export interface AnswerFacts {
  exchange: string;
  receipt: string | null;
  action: Action;
  refused: boolean;
  citations: Citation[];
  verdicts: Verdict[];
  label: Label | null;
  conversation: string | null;
}

export interface ConversationHead {
  id: string;
  title: string;
  app: string | null;
  created_at: number;
}

export interface ConversationMessage {
  role: "user" | "assistant";
  content: string;
  citations?: Citation[];
  exchange?: string | null;
  action?: Action;
  refused?: boolean;
  verdicts?: Verdict[];
  label?: Label | null;
}

export interface Conversation extends ConversationHead {
  messages: ConversationMessage[];
}

export interface ExchangeHead {
  id: string;
  created_at: number;
  surface: string;
  principal: string;
  app: string | null;
  model: string;
  question: string | null;
  status: "open" | "done" | "failed" | "cancelled";
  /** Null while the answer is not complete. */
  action: Action | null;
  refused: boolean | null;
  /** The code of the error that ended it. */
  error: string | null;
  duration_ms: number | null;
  receipt: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
}

export type StageStatus = "done" | "skipped" | "off" | "failed" | "not_checked";

export interface Stage {
  name: string;
  status: StageStatus;
  start_us: number;
  duration_us: number;
  details: Record<string, unknown>;
}

export interface EvidenceRow {
  id: string;
  document: string;
  document_id: string | null;
  page: number | null;
  headings: string[];
  /** Null where content is not kept. */
  text: string | null;
  score: number;
  cited: boolean;
}

export type Receipt = Record<string, unknown>;

export interface Exchange extends Omit<ExchangeHead, "receipt"> {
  answer: string | null;
  stages: Stage[];
  verdicts: Verdict[];
  evidence: EvidenceRow[];
  citations: Citation[];
  label: Label | null;
  /** What Weir itself took, without waiting for a model. */
  overhead_us: number | null;
  receipt: Receipt | null;
}

export interface ReceiptCheck {
  valid: boolean;
  reason: string | null;
}

export interface Key {
  id: string;
  name: string;
  prefix: string;
  principal: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked: boolean;
}

export interface NewKey extends Key {
  secret: string;
}

export type UsageBy = "day" | "principal" | "model";

export interface UsageRow {
  /** The beginning of the day, UTC. */
  day?: number;
  principal?: string;
  model?: string;
  requests: number;
  prompt_tokens: number;
  completion_tokens: number;
  cost: number;
  blocked: number;
  refused: number;
}

export interface ModelCard {
  name: string;
  kind: "chat" | "embedding" | "rerank";
  source: string;
  state: "ready" | "absent" | "failed";
  default: boolean;
  digest: string | null;
  licence: string | null;
  size: number | null;
}

export interface AuditEntry {
  seq: number;
  created_at: number;
  actor: string;
  action: string;
  object: string;
  details: Record<string, unknown> | null;
  hash: string;
}

export interface AuditCheck {
  valid: boolean;
  entries: number;
  head: string | null;
  broken_at: number | null;
}
