import {
  AuditOutlined,
  FileTextOutlined,
  HistoryOutlined,
  KeyOutlined,
  MessageOutlined,
  NodeIndexOutlined,
} from "../theme/icons";
import { lazy, type ComponentType, type ReactNode } from "react";
import type { Role } from "../api/types";
import type { Texts } from "../texts/en";

type Title = keyof Pick<Texts["frame"], "chat" | "documents" | "exchanges" | "access" | "models" | "audit">;

export interface Room {
  path: string;
  title: Title;
  icon: ReactNode;
  /** Who sees it in the menu; everybody when absent. */
  roles?: Role[];
}

export const rooms: Room[] = [
  { path: "/chat", title: "chat", icon: <MessageOutlined /> },
  { path: "/documents", title: "documents", icon: <FileTextOutlined /> },
  { path: "/exchanges", title: "exchanges", icon: <HistoryOutlined /> },
  { path: "/access", title: "access", icon: <KeyOutlined /> },
  { path: "/models", title: "models", icon: <NodeIndexOutlined /> },
  { path: "/audit", title: "audit", icon: <AuditOutlined />, roles: ["admin", "auditor"] },
];

const load = (name: string, module: () => Promise<Record<string, unknown>>) =>
  lazy(() => module().then((m) => ({ default: m[name] as ComponentType })));

/** Each room is a file of its own that is fetched when it is entered. */
export const ChatRoom = load("ChatRoom", () => import("../chat/ChatRoom"));
export const DocumentsRoom = load("DocumentsRoom", () => import("../documents/DocumentsRoom"));
export const DocumentPage = load("DocumentPage", () => import("../documents/DocumentPage"));
export const ExchangesRoom = load("ExchangesRoom", () => import("../exchanges/ExchangesRoom"));
export const ExchangePage = load("ExchangePage", () => import("../exchanges/ExchangePage"));
export const AccessRoom = load("AccessRoom", () => import("../access/AccessRoom"));
export const ModelsRoom = load("ModelsRoom", () => import("../models/ModelsRoom"));
export const AuditRoom = load("AuditRoom", () => import("../audit/AuditRoom"));
